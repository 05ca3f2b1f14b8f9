import type { Operation } from "../../src/spec/operation-table.js";
import { percentDecoded } from "../../src/text/percent-decoded.js";

/** An unsigned request of an operation, which rules break and repair. */
export interface PlainRequest {
  /** In upper case. */
  method: string;
  /** Values of the path's parameters, not percent-encoded. */
  path: Readonly<Record<string, string>>;
  /** In order; names may repeat. */
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

/** Parses a request to the operation; null if the path is of another operation. */
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
    path: Object.fromEntries(names.map((name, index) => [name, percentDecoded(match[index + 1]!)])),
    query: [...url.searchParams.entries()],
    headers: Object.fromEntries(
      Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    body: sent.body === "" ? null : sent.body,
  };
}

/** A request with a JSON body. */
export function withBody(request: PlainRequest, body: unknown): PlainRequest {
  return { ...request, body: JSON.stringify(body) };
}

/** The body as JSON; undefined if it is not JSON. */
export function bodyOf({ body }: PlainRequest): unknown {
  try {
    return body === null ? undefined : (JSON.parse(body) as unknown);
  } catch {
    return undefined;
  }
}
