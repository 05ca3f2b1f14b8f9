import { isUtf8 } from "node:buffer";
import http from "node:http";
import type https from "node:https";
import supertest from "supertest";
import { mostOf } from "../../src/text/bounded-text.js";
import { Gathered } from "../../src/text/gathered.js";
import { connectTo, httpsAgent, type Network, PLAIN_NETWORK } from "./network.js";
import { refusingUnasked } from "../../src/text/kept-connections.js";

/** An outgoing request. */
export interface Outgoing {
  method: string;
  /** Absolute, percent-encoded; the path is sent unchanged. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Body | null;
}

/** A body that is sent: a text as UTF-8. */
export type Body = string | Buffer;

/** A received answer. */
export interface Incoming {
  status: number;
  /** Names in lower case; repeated headers are joined with commas. */
  headers: Record<string, string>;
  text: string;
}

/** The stage at which a request failed. */
export type Stage =
  /** There was no connection: nothing was sent. */
  | "connecting"
  /** A reused connection ended before the first byte of the answer. */
  | "reused"
  /** The request was sent on an open connection. */
  | "sent";

/**
 * No answer or an incomplete one. `code` is that of the system or of Node: `ECONNREFUSED`, `CERT_HAS_EXPIRED`,
 * `ETIMEDOUT`.
 */
export class TransportError extends Error {
  override name = "TransportError";
  /** The operation that was called, where it is known. */
  operation: string | undefined;

  constructor(
    readonly code: string,
    message: string,
    readonly stage: Stage = "sent",
  ) {
    super(message);
  }
}

/** Idle connections are closed after this many milliseconds, before a server would close them. */
const IDLE_MS = 1000;
/** Longer bodies are sent in pieces, in bytes. */
const MAX_TEXT_BYTES = 64 * 1024;
/** Maximum size of an answer's body, in bytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Methods that are safe to repeat (RFC 9110, section 9.2.2), so that they may use a kept-alive connection. */
const REPEATABLE = new Set(["GET", "HEAD", "DELETE"]);

/** The code of a write that the connection refused, because the server had closed it. */
const NOT_TAKEN = "EPIPE";

/** What sends requests. */
export type Sender = Pick<Transport, "send" | "accepts" | "close">;

/** Sends requests over its own sockets with supertest. It does not follow redirects or judge answers. */
export class Transport {
  /** Kept-alive connections, for methods that are safe to repeat. */
  readonly #agents: Agents;
  /**
   * A new connection per request, for all other methods unless the server keeps its connections: others may close a
   * reused one while the request is on its way. Also for bodies in pieces, of which the connection may take the first only.
   * Keep-alive keeps it open until the answer arrives; `Connection: close` might not.
   */
  readonly #once: Agents;

  /**
   * @param timeoutMs for a request and its complete answer
   * @param keepsConnections whether the server is known to keep its connections open, so that all methods may reuse them
   */
  constructor(
    readonly timeoutMs: number,
    private readonly network: Network = PLAIN_NETWORK,
    private readonly keepsConnections = false,
  ) {
    const kept = { keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" } as const;
    this.#agents = {
      "http:": refusingUnasked(new http.Agent(kept)),
      "https:": refusingUnasked(httpsAgent(network, kept)),
    };
    this.#once = {
      "http:": keepingNone(new http.Agent({ keepAlive: true })),
      "https:": keepingNone(httpsAgent(network, { keepAlive: true })),
    };
  }

  /**
   * Sends a request. If a reused connection ends without an answer, the request is sent again on a new connection; one that is
   * not safe to repeat only if the connection did not take it, so that it cannot have arrived.
   * @throws TransportError; the signal's reason if it aborts
   */
  async send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming> {
    const isRepeatable = REPEATABLE.has(outgoing.method.toUpperCase());
    const isInPieces = Buffer.byteLength(outgoing.body ?? "") > MAX_TEXT_BYTES;
    if (!isRepeatable && (isInPieces || !this.keepsConnections))
      return this.#send(outgoing, this.#once, signal);
    try {
      return await this.#send(outgoing, this.#agents, signal);
    } catch (error) {
      if (!(error instanceof TransportError) || error.stage !== "reused") throw error;
      if (!isRepeatable && error.code !== NOT_TAKEN) throw error;
      return this.#send(outgoing, this.#once, signal);
    }
  }

  /** Whether the host of a URL accepts a connection. */
  accepts(url: string): Promise<boolean> {
    const socket = connectTo(url, this.network, Math.min(this.timeoutMs, MAX_CONNECT_MS));
    return new Promise((resolve) => {
      const done = (accepted: boolean) => (): void => {
        socket.destroy();
        resolve(accepted);
      };
      socket.once("connect", done(true)).once("error", done(false)).once("timeout", done(false));
    });
  }

  /** Closes the remaining connections. */
  close(): void {
    for (const agents of [this.#agents, this.#once])
      for (const agent of Object.values(agents)) agent.destroy();
  }

  #send({ method, url, headers, body }: Outgoing, agents: Agents, signal: AbortSignal): Promise<Incoming> {
    signal.throwIfAborted();
    const { origin, protocol } = new URL(url);
    const test = new supertest.Test(origin, method, url.slice(origin.length))
      .agent(agents[protocol as "http:" | "https:"])
      .timeout({ deadline: this.timeoutMs })
      .ok(() => true)
      .buffer(true)
      .parse(readText)
      .set("accept-encoding", "identity")
      .set(this.network.headers)
      .set(headers);
    if (body !== null)
      void test
        .serialize((bytes: unknown) => asSent(bytes as Buffer) as string)
        .send(given(body, headers) as string);
    const stageOf = stageWatch(test);
    let most = MAX_ANSWER_BYTES;
    test.on("request", ({ req }: { req: http.ClientRequest }) => {
      // Before supertest begins to read and to count.
      req.prependOnceListener("response", (response: http.IncomingMessage) => {
        most = mostOf(response.headers["content-encoding"], MAX_ANSWER_BYTES);
        void test.maxResponseSize(most);
      });
    });
    return new Promise((resolve, reject) => {
      // An aborted request does not call the callback.
      const onAbort = (): void => {
        test.abort();
        reject(signal.reason as Error);
      };
      signal.addEventListener("abort", onAbort, { once: true });
      test.end((error: unknown, response: Answered | undefined) => {
        signal.removeEventListener("abort", onAbort);
        if (response) resolve(incoming(response));
        else reject(transportError(error, stageOf(), most));
      });
    });
  }
}

/** Timeout of a connection attempt, in milliseconds. */
const MAX_CONNECT_MS = 5000;

type Agents = Readonly<{ "http:": http.Agent; "https:": https.Agent }>;

/** Follows the stage of a request. */
function stageWatch(test: supertest.Test): () => Stage {
  let stage: Stage = "connecting";
  let isAnswered = (): boolean => false;
  test.on("request", ({ req }: { req: http.ClientRequest }) => {
    req.once("socket", (socket) => {
      const bytesBefore = socket.bytesRead;
      isAnswered = () => socket.bytesRead > bytesBefore;
      if (req.reusedSocket) stage = "reused";
      else if (!socket.connecting) stage = "sent";
      else socket.once("encrypted" in socket ? "secureConnect" : "connect", () => (stage = "sent"));
    });
  });
  return () => (stage === "reused" && isAnswered() ? "sent" : stage);
}

function transportError(error: unknown, stage: Stage, most: number): TransportError {
  const { code, message, timeout } = error as NodeJS.ErrnoException & { timeout?: number };
  const sent = stage === "connecting" ? stage : "sent";
  if (timeout !== undefined) return new TransportError("ETIMEDOUT", `no answer within ${timeout} ms`, sent);
  if (code === "ETOOLARGE") return new TransportError(code, `an answer of more than ${most} bytes`, "sent");
  return new TransportError(code ?? /^E[A-Z]+/.exec(message)?.[0] ?? "EUNKNOWN", message, stage);
}

/** Node treats 0 in the options as its default. */
function keepingNone<A extends http.Agent>(agent: A): A {
  agent.maxFreeSockets = 0;
  return agent;
}

/** Supertest takes a short text as it is, but gives one without a type the type of a form; so that one is given as bytes. */
const given = (body: Body, headers: Outgoing["headers"]): Body =>
  typeof body === "string" && (body.length > MAX_TEXT_BYTES || !("content-type" in headers))
    ? Buffer.from(body)
    : body;

/** Supertest sends bytes through streams, but a text in one piece with the headers; the bytes on the wire are the same. */
const asSent = (bytes: Buffer): Body =>
  bytes.length <= MAX_TEXT_BYTES && isUtf8(bytes) ? bytes.toString("utf8") : bytes;

interface Answered {
  status: number;
  headers: Record<string, string | string[]>;
  body: unknown;
}

function incoming({ status, headers, body }: Answered): Incoming {
  const text = typeof body === "string" ? body : "";
  const joined = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return { status, headers: Object.fromEntries(joined) as Record<string, string>, text };
}

/** Reads the complete body, regardless of its type. */
function readText(response: unknown, done: (error: Error | null, body: string) => void): void {
  const stream = response as http.IncomingMessage;
  const gathered = new Gathered();
  stream.on("data", (chunk: Buffer) => gathered.push(chunk));
  stream.on("end", () => done(null, gathered.whole().toString("utf8")));
}
