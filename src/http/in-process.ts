import { sharedController } from "../clock/shared-signal.js";
import type { Reply } from "./reply.js";

/** Handles requests: Hono's `app.fetch`. */
type AppFetch = (request: Request, bindings: object) => Response | Promise<Response>;

/** The signal of requests that came without one; it never aborts. */
const NEVER = sharedController().signal;

/** The part of `Headers` that the server uses. Names are in lower case. */
class PlainHeaders {
  readonly #values: Readonly<Record<string, string>>;

  constructor(values: Readonly<Record<string, string>>) {
    this.#values = values;
  }

  get(name: string): string | null {
    return this.#values[name.toLowerCase()] ?? null;
  }
  has(name: string): boolean {
    return this.get(name) !== null;
  }
  entries(): IterableIterator<[string, string]> {
    return Object.entries(this.#values).values();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }
  forEach(each: (value: string, name: string) => void): void {
    for (const [name, value] of this.entries()) each(value, name);
  }
}

/**
 * The part of a `Request` that the server uses. A real `Request` makes a stream, a copy of the headers and an abort
 * controller, which cost more than the rest of a poll.
 */
class PlainRequest {
  /** False: the text can be read any number of times. */
  readonly bodyUsed = false;

  constructor(
    readonly url: string,
    readonly method: string,
    readonly headers: Headers | PlainHeaders,
    private readonly content: string | null,
    private readonly init: RequestInit,
  ) {}

  /** Asked for when it is needed: a client may make it only then. */
  get signal(): AbortSignal {
    return this.init.signal ?? NEVER;
  }

  get body(): ReadableStream | null {
    return this.content === null ? null : new Response(this.content).body;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new TextEncoder().encode(this.content ?? "").buffer;
  }

  async text(): Promise<string> {
    return this.content ?? "";
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.content ?? "");
  }

  clone(): this {
    return this;
  }
}

/** The part of a `Response` that the virtual lab uses. */
class PlainResponse {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: PlainHeaders;

  constructor(private readonly reply: Reply) {
    this.status = reply.status;
    this.ok = reply.status >= 200 && reply.status < 300;
    this.headers = new PlainHeaders(reply.headers);
  }

  async text(): Promise<string> {
    return this.reply.text ?? "";
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.reply.text ?? "");
  }
}

/** The answer to the virtual lab: it makes no stream. */
export const toPlainResponse = (reply: Reply): Response => new PlainResponse(reply) as unknown as Response;

/** Sends requests of the virtual lab to the server without a socket, at little cost. Bodies are text. */
export function inProcessFetch(fetch: AppFetch): (url: string, init?: RequestInit) => Promise<Response> {
  return async (url, init = {}) => {
    const { method = "GET", body = null } = init;
    if (body !== null && typeof body !== "string") throw new TypeError("a body in-process is text");
    const request = new PlainRequest(url, method, headersOf(init.headers, body), body, init);
    return fetch(request as unknown as Request, { lab: true });
  };
}

/** The headers of a request with this body. */
function headersOf(given: RequestInit["headers"], body: string | null): Headers | PlainHeaders {
  if (given instanceof Headers || Array.isArray(given)) {
    const own = new Headers(given);
    if (body !== null) own.set("content-length", String(Buffer.byteLength(body)));
    return own;
  }
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries((given ?? {}) as Record<string, string>))
    values[name.toLowerCase()] = value;
  if (body !== null) values["content-length"] = String(Buffer.byteLength(body));
  return new PlainHeaders(values);
}
