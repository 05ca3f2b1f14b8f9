import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { headersOf } from "./raw-headers.js";
import { isSent } from "./send-reply.js";
import type { Adapt } from "./server.js";

/** What Hono's adapter takes as they are, too: anything else is for `new URL`. */
const HOST = /^[a-z0-9._-]+(?::(?:[1-5]\d{3,4}|[6-9]\d{3}))?$/;
const TARGET = /^\/[!#$&-;=?-[\]_a-z~]*$/;
const DOT_SEGMENT = /\/\.\.?(?:[/?#]|$)/;
const OTHER_PLANES = "/_emulator/";
/** Node drops the rest of a body of this length by itself where nobody reads it; in bytes. */
const SHORT_BODY = 1024 * 1024;
/** Hono answers HEAD by an answer to GET. */
const METHODS = new Set(["GET", "POST", "PUT", "DELETE"]);

/**
 * Listens to all requests with Hono's adapter, except that ordinary requests of the product API get an adapter that does
 * less: the request is what the server uses of a `Request`, and an answer that the pipeline has sent itself is no
 * `Response`. Any other answer goes through Hono's adapter.
 */
export const plainListener: Adapt = (fetch, options) => {
  const answers = new WeakMap<IncomingMessage, Response | Promise<Response>>();
  const viaHono = getRequestListener(
    ((request: Request, bindings: { incoming: IncomingMessage }) =>
      answers.get(bindings.incoming) ?? fetch(request, bindings)) as never,
    options,
  ) as RequestListener;
  return (incoming, outgoing) => {
    const host = ordinaryHost(incoming);
    if (host === null) return viaHono(incoming, outgoing);
    const pass = (answer: Response | Promise<Response>): void => {
      answers.set(incoming, answer);
      viaHono(incoming, outgoing);
    };
    const passUnsent = (answer: Response): void => {
      if (!isSent(answer)) pass(answer);
    };
    let answer: Response | Promise<Response>;
    try {
      const request = new SocketRequest(incoming, outgoing, host) as unknown as Request;
      answer = fetch(request, { incoming, outgoing, sendsItself: true });
    } catch (error) {
      // Hono's adapter tells of errors.
      return pass(Promise.reject(error instanceof Error ? error : new Error(String(error))));
    }
    if (answer instanceof Promise) answer.then(passUnsent, () => pass(answer));
    else passUnsent(answer);
  };
};

/** The host of an ordinary request of the product API; null for another request. */
function ordinaryHost({ method, url, headers }: IncomingMessage): string | null {
  const { host } = headers;
  if (host === undefined || url === undefined || !METHODS.has(method!)) return null;
  if (url.startsWith(OTHER_PLANES) || !HOST.test(host)) return null;
  if (!TARGET.test(url) || DOT_SEGMENT.test(url)) return null;
  if (headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > SHORT_BODY)
    return null;
  return host;
}

/** The part of a `Request` that the server uses. The product API reads a body from `incoming`. */
class SocketRequest {
  readonly url: string;
  #headers: Headers | null = null;
  #signal: AbortSignal | null = null;

  constructor(
    private readonly incoming: IncomingMessage,
    private readonly outgoing: ServerResponse,
    host: string,
  ) {
    this.url = `http://${host}${incoming.url!}`;
  }

  get method(): string {
    return this.incoming.method!;
  }

  get headers(): Headers {
    return (this.#headers ??= headersOf(this.incoming.rawHeaders));
  }

  /** Aborts where the connection closes before the answer was sent. */
  get signal(): AbortSignal {
    if (this.#signal !== null) return this.#signal;
    const controller = new AbortController();
    const { outgoing } = this;
    const close = (): void => {
      if (!outgoing.writableFinished) controller.abort(new Error("the client closed the connection"));
    };
    if (outgoing.closed) close();
    else outgoing.once("close", close);
    return (this.#signal = controller.signal);
  }

  readonly body = null;

  get bodyUsed(): boolean {
    return this.incoming.readableDidRead;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.reject(new TypeError("the body is read from the socket"));
  }
}
