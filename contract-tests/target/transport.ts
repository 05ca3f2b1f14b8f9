import http from "node:http";
import https from "node:https";
import supertest from "supertest";

/** A request as it goes out. */
export interface Outgoing {
  method: string;
  /** Absolute, percent-encoded; the path is sent as it is. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer | null;
}

/** An answer as it came. */
export interface Incoming {
  status: number;
  /** Names in lower case; several of one name are joined with a comma. */
  headers: Record<string, string>;
  text: string;
}

/** No answer came, or half of one. `code` is the system's or Node's: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `ETIMEDOUT`. */
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

/** Idle connections are given up after this many milliseconds, before a server would. */
const IDLE_MS = 1000;
/** A body of more bytes may be refused before it has come whole, after which a server may close its connection. */
const LARGE_BYTES = 65_536;

/** Sends requests over sockets of its own, by supertest; follows no redirect and judges no answer. */
export class Transport {
  readonly #agents = {
    "http:": new http.Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" }),
    "https:": new https.Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" }),
  };
  /**
   * For large bodies, a connection each: no other request is lost with it. It stays open until the answer is there; one that
   * is to be closed may be closed before.
   */
  readonly #once = {
    "http:": keepingNone(new http.Agent({ keepAlive: true })),
    "https:": keepingNone(new https.Agent({ keepAlive: true })),
  };

  /** @param timeoutMs for a request and its whole answer */
  constructor(readonly timeoutMs: number) {}

  /** @throws TransportError; the signal's reason where that aborts */
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
      // An aborted request calls nobody back.
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

  /** Closes what connections are left. */
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

/** Node takes a 0 among the options for its default. */
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

/** Reads a body whole, whatever its type says. */
function readText(response: unknown, done: (error: Error | null, body: string) => void): void {
  const stream = response as http.IncomingMessage;
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("end", () => done(null, Buffer.concat(chunks).toString("utf8")));
}
