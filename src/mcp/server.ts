import type { Readable, Writable } from "node:stream";
import { indented } from "../text/indented.js";
import { version } from "../package-files.js";
import { checkInput } from "./input.js";
import { readingTools } from "./reading-tools.js";
import type { Tool, ToolContext } from "./tool.js";
import { requestTool, writingTools } from "./writing-tools.js";

/** Maximum number of characters of an answer; an assistant reads no more. */
const MAX_TEXT = 50_000;

/** The SDK is not installed. */
export class SdkMissing extends Error {
  override name = "SdkMissing";
}

/** The connection ended because of what the client sent. */
export class BrokenConnection extends Error {
  override name = "BrokenConnection";
}

/** The parts of the SDK that the server uses, loaded when it starts. @throws SdkMissing */
async function loadSdk() {
  try {
    const [{ McpServer }, { StdioServerTransport }, types] = await Promise.all([
      import("@modelcontextprotocol/sdk/server/mcp.js"),
      import("@modelcontextprotocol/sdk/server/stdio.js"),
      import("@modelcontextprotocol/sdk/types.js"),
    ]);
    return { McpServer, StdioServerTransport, ...types };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new SdkMissing(
      "mcp needs the package @modelcontextprotocol/sdk: npm install @modelcontextprotocol/sdk",
    );
  }
}

/** The tools that a client sees. */
const toolsOf = ({ allowWrites }: ToolContext): Tool[] => [
  ...readingTools,
  requestTool,
  ...(allowWrites ? writingTools : []),
];

/** Serves the tools to one client over a pair of streams until the client closes them. @throws SdkMissing, BrokenConnection */
export async function serve(context: ToolContext, input: Readable, output: Writable): Promise<void> {
  const { McpServer, StdioServerTransport, ListToolsRequestSchema, CallToolRequestSchema } = await loadSdk();
  const tools = toolsOf(context);
  const mcp = new McpServer({ name: "spi-emulator", version }, { capabilities: { tools: {} } });
  mcp.server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ name, description, input: inputSchema, writes }) => ({
      name,
      description,
      inputSchema: { ...inputSchema },
      annotations: { readOnlyHint: !writes && !(name === "request" && context.allowWrites) },
    })),
  }));
  mcp.server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    try {
      return answerOf(await call(tools, params.name, params.arguments ?? {}, context), false);
    } catch (error) {
      return answerOf((error as Error).message, true);
    }
  });
  let last: Error | null = null;
  mcp.server.onerror = (error) => (last = error);
  const ended = new Promise<void>((resolve, reject) => {
    input.once("end", resolve).once("close", resolve);
    // The SDK gives up a client by itself, after a message that is longer than it reads.
    mcp.server.onclose = () =>
      reject(new BrokenConnection(`the client is given up: ${last?.message ?? "unknown"}`));
  });
  await mcp.connect(new StdioServerTransport(input, output));
  await ended;
  await mcp.close();
}

async function call(
  tools: readonly Tool[],
  name: string,
  input: Record<string, unknown>,
  context: ToolContext,
): Promise<unknown> {
  const tool = tools.find((one) => one.name === name);
  if (tool === undefined) {
    const hint = writingTools.some((one) => one.name === name)
      ? "; start the server with --allow-writes"
      : "";
    throw new Error(`there is no tool ${name}${hint}; there are: ${tools.map((one) => one.name).join(", ")}`);
  }
  checkInput(tool.input, input);
  return tool.run(input as never, context);
}

function answerOf(value: unknown, isError: boolean) {
  const text = typeof value === "string" ? value : indented(value);
  const shown =
    text.length > MAX_TEXT
      ? `${text.slice(0, MAX_TEXT)}\n... (${text.length - MAX_TEXT} more characters)`
      : text;
  return { content: [{ type: "text" as const, text: shown }], isError };
}
