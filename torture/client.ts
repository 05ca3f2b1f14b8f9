import { randomUUID } from "node:crypto";
import { Agent, type IncomingHttpHeaders, request } from "node:http";
import { authorizationHeader, type Credentials } from "../src/oauth1/sign.js";

/** An answer. `status` is 0 if the connection ended before the answer was complete. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** From the call to the end of the answer. */
  ms: number;
}

/** Options of a call. */
export interface Call {
  body?: string | Buffer | object;
  headers?: Record<string, string | string[]>;
  /** Signs with these credentials; null: no signature. Default: the client's. */
  credentials?: Credentials | null;
  /** After this time in milliseconds the connection is cut and the answer is what has come so far. Default: 60 s. */
  timeoutMs?: number;
  /** For endless answers: the connection is cut this time in milliseconds after the head of the answer came. */
  cutMs?: number;
}

/** A client that signs its requests and never throws for an answer or a lost connection. */
export class Client {
  readonly #agent: Agent;

  constructor(
    readonly url: string,
    readonly credentials: Credentials | null,
    connections = 8,
    /** Headers of each request. */
    private readonly headers: Record<string, string> = {},
    /** Whether a request goes again where its connection, which was in use before, ends without an answer. */
    private readonly sendsAgain = true,
  ) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** `path` starts with `/` and is sent as it is. */
  call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const { credentials = this.credentials, timeoutMs = 60_000 } = call;
    const began = performance.now();
    const body =
      call.body === undefined || typeof call.body === "string" || Buffer.isBuffer(call.body)
        ? call.body
        : JSON.stringify(call.body);
    const headers: Record<string, string | string[]> = { ...this.headers };
    if (credentials !== null) headers.authorization = signature(method, this.url + path, credentials);
    if (body !== undefined) {
      headers["content-type"] = "application/json";
      headers["content-length"] = String(Buffer.byteLength(body));
    }
    Object.assign(headers, call.headers);
    const { hostname, port } = new URL(this.url);
    return new Promise((resolve) => {
      let [status, text] = [0, ""];
      let answered: IncomingHttpHeaders = {};
      const end = (whole: boolean): void => {
        clearTimeout(timer);
        resolve({
          status: whole ? status : 0,
          headers: answered,
          text,
          ms: performance.now() - began,
        });
      };
      const sent = request({ agent: this.#agent, hostname, port, method, path, headers }, (answer) => {
        status = answer.statusCode!;
        answered = answer.headers;
        if (call.cutMs !== undefined) setTimeout(cut, call.cutMs);
        answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        answer
          .on("error", () => end(false))
          .on("end", () => end(true))
          .on("close", () => end(answer.complete));
      });
      const cut = (): void => {
        end(status !== 0);
        sent.destroy();
      };
      const timer = setTimeout(cut, timeoutMs);
      sent.on("error", (error: NodeJS.ErrnoException) => {
        // The server closed an idle connection just when it was used again, or it is gone.
        const isStale = this.sendsAgain && sent.reusedSocket && error.code === "ECONNRESET" && status === 0;
        if (!isStale) return end(false);
        clearTimeout(timer);
        resolve(this.call(method, path, call));
      });
      sent.end(body);
    });
  }

  /** The parsed body of a successful answer. @throws Error for any other. */
  async json<T>(method: string, path: string, call: Call = {}): Promise<T> {
    const { status, text } = await this.call(method, path, call);
    if (status < 200 || status > 299)
      throw new Error(`${method} ${path}: HTTP ${status} ${text.slice(0, 500)}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The Authorization header of a request that is sent now. */
export function signature(
  method: string,
  url: string,
  credentials: Credentials,
  signatureMethod: "HMAC-SHA1" | "PLAINTEXT" = "HMAC-SHA1",
): string {
  return authorizationHeader({
    ...{ method, url: new URL(url).href, credentials, signatureMethod },
    timestamp: Math.floor(Date.now() / 1000),
    nonce: randomUUID(),
  });
}
