import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import { yieldToLoop } from "../clock/clock.js";
import { inSteps, TURN_SIZE } from "../clock/in-turns.js";
import type { Steps } from "../domain/steps.js";
import { jsonOrNone } from "../text/json-or-none.js";
import { boundedText } from "../text/bounded-text.js";
import { directFetch } from "../text/direct-fetch.js";
import { HOP } from "./hop.js";

const PATH = "/_emulator/replica/";
/** Maximum time for an answer, in milliseconds. */
const ANSWER_MS = 3000;
/** The maximum size of an answer, in bytes: a list of 10,000 sandboxes has about 10 MiB. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** What replicas ask each other. */
export interface Internal {
  /** The sandboxes that are open, for a list. */
  sandboxes: () => Iterable<unknown>;
  /** Opens a sandbox that was handed over. */
  open: (name: string) => Promise<boolean>;
  /** A replica stops: no connection to it is kept, because it closes them. */
  leaves: (url: string) => void;
}

/** Answers a request of another replica itself, whose secret was checked. */
export function internalRequests(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  internal: Internal,
): void {
  const [path, query] = (incoming.url ?? "").split("?", 2);
  const searchParams = new URLSearchParams(query);
  const answer = (status: number, body: unknown): void => {
    outgoing.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  if (path === `${PATH}sandboxes`) {
    outgoing.writeHead(200, { "content-type": "application/jsonl" });
    // One that breaks off ends the connection, so that nobody takes a part for the whole.
    pipeline(Readable.from(linesOf(internal.sandboxes())), outgoing, () => undefined);
  } else if (path === `${PATH}open`) {
    internal.open(searchParams.get("sandbox") ?? "").then(
      (isOpen) => answer(200, isOpen),
      (error: unknown) => answer(503, String(error)),
    );
  } else if (path === `${PATH}leaves`) {
    internal.leaves(searchParams.get("url") ?? "");
    answer(200, true);
  } else answer(404, null);
}

/** Asks another replica. @throws an error if it does not answer in time, or refuses */
export async function ask(url: string, secret: string, path: string, method = "GET"): Promise<unknown> {
  return JSON.parse(await askText(url, secret, path, method)) as unknown;
}

/** The sandboxes that another replica has open. Others have turns meanwhile. @throws as {@link ask} */
export async function askForSandboxes(url: string, secret: string): Promise<unknown[]> {
  return inSteps(valuesIn(await askText(url, secret, "sandboxes")));
}

async function askText(url: string, secret: string, path: string, method = "GET"): Promise<string> {
  const answer = await directFetch(`${url.replace(/\/+$/, "")}${PATH}${path}`, {
    method,
    headers: { [HOP]: `${secret} ` },
    // Another address must not get the secret.
    redirect: "manual",
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return boundedText(answer, MAX_ANSWER_BYTES);
}

/** Has another replica open a sandbox unless somebody has it. @throws as {@link ask} */
export const askToOpen = (url: string, secret: string, name: string): Promise<unknown> =>
  ask(url, secret, `open?sandbox=${name}`, "POST");

/** Items as lines of JSON, in pieces between which others have a turn. */
async function* linesOf(items: Iterable<unknown>): AsyncGenerator<string, void> {
  let piece = "";
  for (const item of items) {
    piece += `${JSON.stringify(item)}\n`;
    if (piece.length < TURN_SIZE) continue;
    yield piece;
    piece = "";
    await yieldToLoop();
  }
  yield piece;
}

/** The values of lines of JSON, without those that hold none, in steps. */
function* valuesIn(text: string): Steps<unknown[]> {
  const values: unknown[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end);
    at += line.length + 1;
    const value = jsonOrNone(line);
    if (value !== undefined) values.push(value);
    yield line.length;
  }
  return values;
}
