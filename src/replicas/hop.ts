import type { IncomingMessage } from "node:http";
import { CUT } from "../http/client-address.js";
import { rawHeader } from "../http/raw-headers.js";
import { sameText } from "../text/same-text.js";

/** Header of a request that a replica passes on: the secret of the replicas, then the address of the client. */
export const HOP = "x-spi-emulator-hop";
/** Header of the answer of a replica that does not have the sandbox: nothing was done. */
export const MOVED = "x-spi-emulator-moved";

/** The client of a request that was passed on; null for a request that comes from a client itself. */
export function clientOfHop({ rawHeaders }: IncomingMessage, secret: string): string | null {
  const told = rawHeader(rawHeaders, HOP);
  if (told === undefined) return null;
  const [given = "", client = ""] = told.split(" ");
  return sameText(given, secret) ? client : null;
}

/** Takes the secret out of a request that was passed on, so that no record of the request has it. */
export function withoutHop(incoming: IncomingMessage): void {
  const { headers, rawHeaders } = incoming;
  // Node makes the one from the other at the first use, which was here.
  Reflect.deleteProperty(headers, HOP);
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2)
    if (rawHeaders[at]!.toLowerCase() === HOP) rawHeaders.splice(at, 2);
}

/** Headers of one connection, which are not passed on, and those that only replicas may send. */
const OWN = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "expect",
  HOP,
  MOVED,
  CUT,
]);

/** The headers to pass on, as Node takes them: name, value, name, value. */
export function passedHeaders(raw: readonly string[]): string[] {
  const passed: string[] = [];
  for (let at = 0; at < raw.length; at += 2)
    if (!OWN.has(raw[at]!.toLowerCase())) passed.push(raw[at]!, raw[at + 1]!);
  return passed;
}
