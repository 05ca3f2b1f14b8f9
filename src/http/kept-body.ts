import type { Context } from "hono";
import { yieldToLoop } from "../clock/clock.js";
import { BODY_KEPT, type KeptBody } from "../sandbox/exchange-log.js";
import type { Env, Variables } from "./context.js";

const NO_BODY: KeptBody = { bytes: 0, kept: null };

/** What was read of the body. One that nobody read is read now where it is short, and given one turn of the loop. */
export async function requestBodyOf(c: Context<Env>): Promise<KeptBody> {
  const { bytes, cut } = c.var as Partial<Variables>;
  if (bytes) return keptBytes(bytes);
  const length = Number(c.req.header("content-length") ?? 0);
  if (!(length > 0) || c.req.method === "GET" || c.req.method === "HEAD") return NO_BODY;
  const body: KeptBody = { bytes: length, kept: null };
  if (length > BODY_KEPT || cut === true || c.req.raw.bodyUsed) return body;
  const read = c.req.arrayBuffer().then(
    (late) => void Object.assign(body, keptBytes(late)),
    () => undefined,
  );
  await Promise.race([read, yieldToLoop()]);
  return body;
}

function keptBytes(bytes: ArrayBuffer): KeptBody {
  if (bytes.byteLength === 0) return NO_BODY;
  return {
    bytes: bytes.byteLength,
    kept: bytes.byteLength <= BODY_KEPT ? bytes : bytes.slice(0, BODY_KEPT),
  };
}

/** The answer's body. A HEAD request gets none. */
export function responseBodyOf(c: Context<Env>, text: string | undefined): KeptBody {
  if (text === undefined || c.req.method === "HEAD") return NO_BODY;
  if (text.length <= BODY_KEPT) return { bytes: null, kept: text };
  // By way of bytes, for a mere slice would hold on to the whole text.
  const start = Buffer.from(text.slice(0, BODY_KEPT)).toString();
  return { bytes: Buffer.byteLength(text), kept: start };
}
