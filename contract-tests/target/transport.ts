import http from "node:http";
import https from "node:https";
import supertest from "supertest";

/** An outgoing request. */
export interface Outgoing {
  method: string;
  /** Absolute, percent-encoded; the path is sent unchanged. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer | null;
}

/** A received answer. */
export interface Incoming {
  status: number;
  /** Names in lower case; repeated headers are joined with commas. */
  headers: Record<string, string>;
  text: string;
}

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
  ) {
    super(message);
  }
}

/** Idle connections are closed after this many milliseconds, before a server would close them. */
const IDLE_MS = 1000;
/** A larger body, in bytes, may be refused before it is complete; the server may then close the connection. */
const LARGE_BYTES = 65_536;

/** Sends requests over its own sockets with supertest. It does not follow redirects or judge answers. */
export class Transport {
  readonly #agents = {
    "http:": new http.Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" }),
    "https:": new https.Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" }),
  };
  /**
   * Separate connections for large bodies, so that no other request is lost with them. Keep-alive keeps them open
   * until the answer arrives; `Connection: close` might not.
   */
  readonly #once = {
    "http:": keepingNone(new http.Agent({ keepAlive: true })),
    "https:": keepingNone(new https.Agent({ keepAlive: true })),
  };

  /** @param timeoutMs for a request and its complete answer */
  constructor(readonly timeoutMs: number) {}

  /** @throws TransportError; the signal's reason if it aborts */
  send(outgoing: Outgoing, signal: AbortSignal): Promise<Incoming> {
    signal.throwIfAborted();
    const { origin, protocol } = new URL(outgoing.url);
    const agents = (outgoing.body?.length ?? 0) > LARGE_BYTES ? this.#once : this.#agents;
    const agent = agents[protocol as "http:" | "https:"];
    const test = new supertest.Test(origin, outgoing.method, outgoing.url.slice(origin.length))
      .agent(agent)
      .timeout({ deadline: this.timeoutMs })
      .ok(() => true)
      .buffer(true)
      .parse(readText)
      .serialize((body: unknown) => body as string)
      .set("accept-encoding", "identity")
      .set(outgoing.headers);
    if (outgoing.body !== null) void test.send(outgoing.body as unknown as string);
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
        else reject(this.#transportError(error));
      });
    });
  }

  /** Closes the remaining connections. */
  close(): void {
    for (const agents of [this.#agents, this.#once])
      for (const agent of Object.values(agents)) agent.destroy();
  }

  #transportError(error: unknown): TransportError {
    const { code, message, timeout } = error as NodeJS.ErrnoException & { timeout?: number };
    if (timeout !== undefined) return new TransportError("ETIMEDOUT", `no answer within ${timeout} ms`);
    return new TransportError(code ?? /^E[A-Z]+/.exec(message)?.[0] ?? "EUNKNOWN", message);
  }
}

/** Node treats 0 in the options as its default. */
function keepingNone<A extends http.Agent>(agent: A): A {
  agent.maxFreeSockets = 0;
  return agent;
}

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
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => done(null, Buffer.concat(chunks).toString("utf8")));
}
