/** The headers of a request as Node keeps them: name, value, name, value, in the order and case in which they came. */
export type RawHeaders = readonly string[];

/** A header by its name in lower case; the values of a repeated header are joined, as `Headers.get` does. */
export function rawHeader(raw: RawHeaders, name: string): string | undefined {
  let value: string | undefined;
  for (let at = 0; at < raw.length; at += 2) {
    const written = raw[at]!;
    if (written.length !== name.length || written.toLowerCase() !== name) continue;
    value = value === undefined ? raw[at + 1] : `${value}${name === "cookie" ? "; " : ", "}${raw[at + 1]!}`;
  }
  return value;
}

/** Kept headers as `Headers`. */
export function headersOf(kept: Headers | RawHeaders): Headers {
  if (kept instanceof Headers) return kept;
  const headers = new Headers();
  for (let at = 0; at < kept.length; at += 2) headers.append(kept[at]!, kept[at + 1]!);
  return headers;
}

/** Headers to be kept: a `Headers` as it is, those of the lab (`in-process.ts`), which are none, as a list. */
export function keptHeaders(headers: Headers): Headers | RawHeaders {
  if (headers instanceof Headers) return headers;
  const raw: string[] = [];
  for (const [name, value] of headers as Iterable<[string, string]>) raw.push(name, value);
  return raw;
}
