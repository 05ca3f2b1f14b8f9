import type { ServerResponse } from "node:http";
import type { Reply } from "./reply.js";

/** Stands for an answer that was sent already. */
const SENT = Object.freeze({ status: 200 }) as unknown as Response;

/** Whether nothing is left to be sent of an answer. */
export const isSent = (answer: Response): boolean => answer === SENT;

/** Sends a whole answer by Node's own means. */
export function sendReply({ status, headers, text }: Reply, outgoing: ServerResponse): Response {
  if (text === null) {
    outgoing.writeHead(status, headers);
    outgoing.end();
    return SENT;
  }
  const length = Buffer.byteLength(text);
  const pairs: string[] = [];
  for (const name in headers) pairs.push(name, headers[name]!);
  pairs.push("Content-Length", String(length));
  outgoing.writeHead(status, pairs);
  // A text that takes one byte for each character is ASCII, which Node writes faster as Latin-1.
  outgoing.end(text, length === text.length ? "latin1" : "utf8");
  return SENT;
}
