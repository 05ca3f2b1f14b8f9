import { Agent, type IncomingMessage, request } from "node:http";
import type { WallClock } from "../clock/clock.js";
import { boundedText, textOf } from "../text/bounded-text.js";
import { boundEmptyBytes } from "../text/empty-bytes.js";
import { refusingUnasked } from "../text/kept-connections.js";
import { isLoopbackName } from "../text/loopback.js";
import { plainFetch } from "../text/plain-fetch.js";

/** The maximum size of an answer to an agent (one Test Opportunity), in bytes. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
/** How long a connection is kept for the next request, in milliseconds: less than servers keep theirs (5 s and more). */
const KEPT_MS = 4000;

type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/**
 * A fetch for agents, with a time-out of `ms` of real time, which includes reading the answer's body. Requests to this
 * machine take Node's own client, which costs a third of `fetch` and never goes through a proxy; all others take `fetch`.
 */
export function agentFetch(wall: WallClock, ms: number): Fetch {
  const agent = refusingUnasked(new Agent({ keepAlive: true, scheduling: "lifo", timeout: KEPT_MS }));
  return async (url, init = {}) => {
    const timeOut = new AbortController();
    const disarm = wall.setTimeout(() => timeOut.abort(new Error(`no answer within ${ms / 1000} s`)), ms);
    try {
      const { protocol, hostname } = new URL(url);
      const isHere = protocol === "http:" && isLoopbackName(hostname) && typeof init.body === "string";
      return await (isHere
        ? sendHere(agent, url, init, timeOut.signal)
        : fetchWhole(url, init, timeOut.signal));
    } finally {
      disarm();
    }
  };
}

async function fetchWhole(url: string, init: RequestInit, timeOut: AbortSignal): Promise<Response> {
  const signals = init.signal ? [init.signal, timeOut] : [timeOut];
  const response = await plainFetch(url, { ...init, signal: AbortSignal.any(signals) });
  const { status, headers } = response;
  const body = await boundedText(response, MAX_ANSWER_BYTES);
  return new Response(body === "" ? null : body, { status, headers });
}

function sendHere(agent: Agent, url: string, init: RequestInit, timeOut: AbortSignal): Promise<Response> {
  const { method = "GET", body, headers, signal } = init;
  return new Promise((resolve, reject) => {
    const fields = Object.fromEntries(new Headers(headers));
    let isAnswered = false;
    const sent = request(url, { method, agent, headers: fields }, (answer) => {
      isAnswered = true;
      textOf(answer as AsyncIterable<Buffer>, MAX_ANSWER_BYTES).then(
        (text) => resolve(new WholeAnswer(answer, text) as unknown as Response),
        failed,
      );
    });
    boundEmptyBytes(sent);
    const failed = (cause: unknown): void => reject(new TypeError("fetch failed", { cause }));
    const give = (up: AbortSignal): void => void sent.destroy(up.reason as Error);
    const stop = (): void => give(signal!);
    const late = (): void => give(timeOut);
    signal?.addEventListener("abort", stop, { once: true });
    timeOut.addEventListener("abort", late, { once: true });
    sent.once("error", failed);
    sent.once("close", () => {
      signal?.removeEventListener("abort", stop);
      // Without an answer (101) Node tells of no error.
      if (!isAnswered) failed(new Error("the connection ended without an answer"));
    });
    sent.end(body as string);
  });
}

/** What an agent reads of a `Response`. */
class WholeAnswer implements Pick<Response, "status" | "ok" | "text"> {
  readonly status: number;
  readonly headers: Pick<Headers, "get">;
  readonly #text: string;

  constructor({ statusCode = 0, headers }: IncomingMessage, text: string) {
    this.status = statusCode;
    this.#text = text;
    this.headers = { get: (name) => [headers[name.toLowerCase()] ?? null].flat().join(", ") || null };
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  async text(): Promise<string> {
    return this.#text;
  }
}
