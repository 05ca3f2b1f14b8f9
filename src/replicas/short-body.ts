import type { IncomingMessage } from "node:http";
import { Gathered } from "../text/gathered.js";

/** Maximum length of a body that is kept until the answer, in bytes, so that it can be sent again. */
const SHORT_BODY = 64 * 1024;
const NONE = Buffer.alloc(0);

/** The whole body of a request if it is short; null for a longer one, which is not read. */
export async function bodyOf(incoming: IncomingMessage): Promise<Buffer | null> {
  const { headers } = incoming;
  if (headers["transfer-encoding"] !== undefined) return null;
  const length = Number(headers["content-length"] ?? 0);
  if (length === 0) return NONE;
  if (length > SHORT_BODY) return null;
  const gathered = new Gathered();
  for await (const piece of incoming) gathered.push(piece as Buffer);
  return gathered.whole();
}
