import type { Operation } from "../../src/spec/operation-table.js";

/** A request of an operation, before it is signed: what rules break and repair. */
export interface PlainRequest {
  /** In upper case. */
  method: string;
  /** Values of the path's parameters, as they are meant (not percent-encoded). */
  path: Readonly<Record<string, string>>;
  /** In their order; a name may come several times. */
  query: readonly (readonly [name: string, value: string])[];
  /** Names in lower case; without Authorization. */
  headers: Readonly<Record<string, string>>;
  /** Null for none. */
  body: string | null;
}

/** Path and query of a request, below the target's URL, percent-encoded. */
export function pathOf({ path }: Operation, request: PlainRequest): string {
  const filled = path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(request.path[name] ?? ""),
  );
  const query = request.query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  return query === "" ? filled : `${filled}?${query}`;
}

/** A request to the operation as it came, taken apart; null where its path is not the operation's. */
export function readRequest(
  operation: Operation,
  sent: { method: string; url: string; headers: Readonly<Record<string, string>>; body: string | null },
): PlainRequest | null {
  const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const pattern = operation.path.replaceAll(/\{[^}]+\}/g, "([^/]+)");
  const url = new URL(sent.url, "http://target");
  const match = new RegExp(`${pattern}$`).exec(url.pathname);
  if (!match) return null;
  return {
    method: sent.method.toUpperCase(),
    path: Object.fromEntries(names.map((name, index) => [name, decoded(match[index + 1]!)])),
    query: [...url.searchParams.entries()],
    headers: Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: sent.body === "" ? null : sent.body,
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A request with a body of JSON. */
export function withBody(request: PlainRequest, body: unknown): PlainRequest {
  return { ...request, body: JSON.stringify(body) };
}

/** The body as JSON; undefined where it is none. */
export function bodyOf({ body }: PlainRequest): unknown {
  try {
    return body === null ? undefined : (JSON.parse(body) as unknown);
  } catch {
    return undefined;
  }
}
