/** One request as it is sent. Only what every HTTP client adds (Host, Content-Length, ...) is missing. */
export interface HttpRequest {
  method: string;
  /** The absolute URL, as sent and signed. */
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** Null if there is no body. */
  body: string | null;
}

/** The variable parts of a signature: signing the same request with the same stamp gives the same signature. */
export interface Stamp {
  nonce: string;
  /** Seconds since 1970. */
  timestamp: number;
}

/** The request as HTTP/1.1 text, for display. */
export function httpText({ method, url, headers, body }: HttpRequest): string {
  const { host, pathname, search } = new URL(url);
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join("\n")}\n\n${body ?? ""}`;
}
