import type { EmulatorHandle } from "../api/handle.js";
import type { InputSchema } from "./input.js";

/** What a tool may use. */
export interface ToolContext {
  /** Connects to the emulator, which may start and stop meanwhile. @throws EmulatorError */
  emulator: () => Promise<EmulatorHandle>;
  /** Whether tools may change something. */
  allowWrites: boolean;
  /** Runs this program with arguments; its output. */
  runSelf: (args: readonly string[]) => Promise<string>;
}

/** A tool of the MCP server. */
export interface Tool {
  name: string;
  description: string;
  /** Whether it changes something; such a tool exists only with `--allow-writes`. */
  writes: boolean;
  input: InputSchema;
  /** Its answer, which becomes JSON unless it is text. */
  run: (input: never, context: ToolContext) => Promise<unknown>;
}

/** A tool's input schema from its fields; those named in `required` must be there. */
export const inputOf = (properties: InputSchema["properties"], required: string[] = []): InputSchema => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: false,
});
