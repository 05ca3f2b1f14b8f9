import type { HeaderPair } from "../exchange.js";

/** Headers of one connection, which are not passed on (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
]);

/** Node's flat list of names and values as pairs. */
export function pairsOf(raw: readonly string[]): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at]!, raw[at + 1]!]);
  return pairs;
}

/** Says where a body ends. Without it the rest of the body would be another request, so no `Connection` takes it away. */
const FRAMING = "content-length";

/** The headers that are passed on: without those of the connection, and those that `Connection` names. */
export function endToEnd(headers: readonly HeaderPair[]): HeaderPair[] {
  const named = new Set<string>();
  for (const [name, value] of headers)
    if (name.toLowerCase() === "connection")
      for (const one of value.split(",")) named.add(one.trim().toLowerCase());
  return headers.filter(([name]) => {
    const lower = name.toLowerCase();
    return lower === FRAMING || !(HOP_BY_HOP.has(lower) || named.has(lower));
  });
}

/** Headers with another value for one name, in its place; at the end if there was none. */
export function withHeader(headers: readonly HeaderPair[], name: string, value: string): HeaderPair[] {
  const lower = name.toLowerCase();
  const at = headers.findIndex(([given]) => given.toLowerCase() === lower);
  if (at < 0) return [...headers, [name, value]];
  return headers.flatMap((pair, index): HeaderPair[] => {
    if (index === at) return [[pair[0], value]];
    return pair[0].toLowerCase() === lower ? [] : [pair];
  });
}

export const flat = (headers: readonly HeaderPair[]): string[] => headers.flat();
