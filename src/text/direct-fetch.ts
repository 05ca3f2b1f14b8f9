import { Agent, type IncomingMessage, request } from "node:http";
import { Readable } from "node:stream";
import { isLoopbackName } from "./loopback.js";

/** Of its own, because the global one may use the proxy of the environment (NODE_USE_ENV_PROXY). */
const agent = new Agent({ keepAlive: false });

/**
 * Like `fetch`, but requests to this machine never go through a proxy and have no time-outs: an advance of a clock may
 * take longer than the five minutes after which `fetch` gives up. Redirects of this machine are returned to the caller.
 */
export async function directFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  if (protocol !== "http:" || !isLoopbackName(hostname)) return fetch(url, init);
  const { method = "GET", body = null, signal = null } = init;
  if (body !== null && typeof body !== "string") return fetch(url, init);
  const headers: Record<string, string> = Object.fromEntries(new Headers(init.headers));
  return new Promise((resolve, reject) => {
    const options = { method, headers, agent, ...(signal && { signal }) };
    const fail = (cause: unknown): void =>
      reject(signal?.aborted ? (signal.reason as Error) : new TypeError("fetch failed", { cause }));
    const sent = request(url, options, (answer) => {
      try {
        resolve(responseOf(answer, method));
      } catch (error) {
        sent.destroy();
        fail(error);
      }
    });
    sent.once("error", fail);
    // After an answer it changes nothing; without one (101) Node tells of no error.
    sent.once("close", () => fail(new Error("the connection ended without an answer")));
    sent.end(body ?? undefined);
  });
}

/** Statuses whose answers have no body. */
const BODILESS = new Set([204, 205, 304]);

/** @throws RangeError for a status, TypeError for a header, that HTTP does not have */
function responseOf(answer: IncomingMessage, method: string): Response {
  const { statusCode: status = 0, rawHeaders } = answer;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  if (!(status >= 200 && status <= 599)) throw new RangeError(`HTTP has no status ${status}`);
  if (!BODILESS.has(status) && method !== "HEAD")
    return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers });
  answer.resume();
  return new Response(null, { status, headers });
}
