/** One request as it goes out: nothing is added but what every client adds by itself (Host, Content-Length, ...). */
export interface HttpRequest {
  method: string;
  /** Absolute, as it is sent and signed. */
  url: string;
  headers: readonly (readonly [name: string, value: string])[];
  /** Null where there is none. */
  body: string | null;
}

/** What makes a signature one of its own: whoever signs the same with the same stamp gets the same signature. */
export interface Stamp {
  nonce: string;
  /** Seconds since 1970. */
  timestamp: number;
}

/** The request in the form that HTTP/1.1 gives it, for reading. */
export function httpText({ method, url, headers, body }: HttpRequest): string {
  const { host, pathname, search } = new URL(url);
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join("\n")}\n\n${body ?? ""}`;
}
