import { Agent, request } from "node:http";
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
    const sent = request(url, options, (answer) => {
      const { statusCode: status = 0, rawHeaders } = answer;
      const received = new Headers();
      for (let at = 0; at < rawHeaders.length; at += 2) received.append(rawHeaders[at]!, rawHeaders[at + 1]!);
      const hasNone = status === 204 || status === 304 || method === "HEAD";
      if (hasNone) answer.resume();
      const content = hasNone ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
      resolve(new Response(content, { status, headers: received }));
    });
    sent.once("error", (error) => {
      const failed = new TypeError("fetch failed", { cause: error });
      reject(signal?.aborted ? (signal.reason as Error) : failed);
    });
    sent.end(body ?? undefined);
  });
}
