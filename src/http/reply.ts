import { type LongList, wholeBody } from "../operations/long-list.js";
import { type LongReply, textInPieces } from "./long-reply.js";

/** An answer in the pipeline: made once, inspected by the steps that follow, then sent. */
export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Record<string, string>;
  /** The body before it became text; undefined for none. */
  readonly body: unknown;
  readonly text: string | null;
  /** A long list, of which `body` and `text` have only the first items. */
  readonly long?: LongReply;
}

/** An answer with a JSON body. Names of headers are in lower case. */
export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body,
    text: JSON.stringify(body),
  };
}

/** An answer with a list, in pieces if it is long and may be. */
export function listReply(
  { status, body, text, long }: { status: number; body: unknown; text: string; long?: LongList | undefined },
  inPieces = true,
): Reply {
  if (long && !inPieces) return jsonReply(status, wholeBody(long));
  const reply = { status, headers: { "content-type": "application/json" }, body, text };
  return long ? { ...reply, long: { ...long, whenSent: () => undefined } } : reply;
}

/** An answer without a body. */
export const emptyReply = (status: number): Reply => ({ status, headers: {}, body: undefined, text: null });

/** The answer as a `Response`. */
export const toResponse = ({ status, headers, text, long }: Reply): Response =>
  new Response(long ? textInPieces(long) : text, { status, headers });
