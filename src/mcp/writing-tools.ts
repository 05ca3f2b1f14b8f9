import type { EmulatorHandle } from "../api/handle.js";
import { AnswerTooLong, boundedText } from "../text/bounded-text.js";
import { InputError } from "./input.js";
import { inputOf, type Tool } from "./tool.js";

/** The longest answer that a conversation gets, in bytes. */
const MAX_ANSWER = 1024 * 1024;
const SAFE = ["GET", "HEAD"];
const METHODS = [...SAFE, "POST", "PUT", "PATCH", "DELETE"];

/** Whether a path, read as `fetch` reads it (`..`, line ends, escapes), stays in the product API of an emulator. */
function isOfProduct(path: string, emulator: string): boolean {
  if (!path.startsWith("/") || !URL.canParse(emulator + path)) return false;
  const { href, pathname } = new URL(emulator + path);
  if (!href.startsWith(`${emulator}/`)) return false;
  try {
    return !/(^|[/\\])_emulator([/\\]|$)/i.test(decodeURIComponent(pathname));
  } catch {
    // An invalid escape, which the API may refuse itself.
    return !/_emulator/i.test(pathname);
  }
}

async function request(handle: EmulatorHandle, method: string, path: string, body: unknown): Promise<object> {
  if (!isOfProduct(path, handle.url))
    throw new InputError(
      `path: got ${JSON.stringify(path)}; accepted: a path of the product API, such as /products`,
    );
  const answer = await handle.fetch(path, {
    method,
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
  const head = { status: answer.status, request_id: answer.headers.get("x-request-id") };
  try {
    return { ...head, body: jsonOr(await boundedText(answer, MAX_ANSWER)) };
  } catch (error) {
    // The status tells what became of the request, whatever becomes of the body.
    const why = error instanceof AnswerTooLong ? error.message : "the answer broke off";
    const done = answer.ok && !SAFE.includes(method) ? "the request was carried out; " : "";
    return { ...head, body: null, body_missing: `${done}${why}, so that it is not shown` };
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends a signed request; one that may change something only with `--allow-writes`. */
export const requestTool: Tool = {
  name: "request",
  description:
    "Sends a signed request to the product API and returns the answer. Only GET and HEAD, unless writes are allowed.",
  writes: false,
  input: inputOf(
    {
      method: { type: "string", description: "default: GET", enum: METHODS },
      path: { type: "string", description: "path with query, such as /products" },
      body: { type: "object", description: "the body, as JSON" },
    },
    ["path"],
  ),
  async run(
    { method = "GET", path, body }: { method?: string; path: string; body?: object },
    { emulator, allowWrites },
  ) {
    if (!allowWrites && !SAFE.includes(method))
      throw new InputError(
        `method: got ${method}; accepted: ${SAFE.join(", ")}. --allow-writes allows the others`,
      );
    return request(await emulator(), method, path, body);
  },
};

/** The tools that change the sandbox. */
export const writingTools: readonly Tool[] = [
  {
    name: "advance_clock",
    description:
      "Advances the sandbox's manual clock by seconds, to the next event, or until nothing is left to do.",
    writes: true,
    input: inputOf({
      seconds: { type: "integer", description: "by this many seconds" },
      to: { type: "string", description: "instead of seconds", enum: ["next-event", "idle"] },
    }),
    async run({ seconds, to }: { seconds?: number; to?: "next-event" | "idle" }, { emulator }) {
      if ((seconds === undefined) === (to === undefined))
        throw new InputError("accepted: either seconds or to");
      return (await emulator()).advance(to ?? seconds! * 1000);
    },
  },
  {
    name: "add_fault",
    description: "Makes the product API fail on purpose. The rule is that of POST /_emulator/faults.",
    writes: true,
    input: inputOf(
      {
        rule: {
          type: "object",
          description:
            'such as {"match": {"operation": "listProducts"}, "calls": {"to": 2}, "effect": {"status": 503}}',
        },
      },
      ["rule"],
    ),
    async run({ rule }: { rule: never }, { emulator }) {
      const handle = await emulator();
      return handle.control.send("POST /_emulator/faults", { query: { sandbox: handle.name }, body: rule });
    },
  },
  {
    name: "clear_faults",
    description: "Removes all faults of the sandbox.",
    writes: true,
    input: inputOf({}),
    async run(_, { emulator }) {
      const handle = await emulator();
      await handle.control.send("DELETE /_emulator/faults", { query: { sandbox: handle.name } });
      return "all faults are removed";
    },
  },
  {
    name: "reset_sandbox",
    description: "Replaces the sandbox's state with that of its seed, or of another one. Credentials stay.",
    writes: true,
    input: inputOf({ seed: { type: "string", description: "demo or empty; default: the sandbox's own" } }),
    async run({ seed }: { seed?: string }, { emulator }) {
      const { name, seed: now } = await (await emulator()).reset(seed);
      return { sandbox: name, seed: now };
    },
  },
];
