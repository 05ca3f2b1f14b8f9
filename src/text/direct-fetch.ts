import { Agent, type IncomingMessage, request as requestPlain } from "node:http";
import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { boundEmptyBytes } from "./empty-bytes.js";
import { isLoopbackName } from "./loopback.js";
import { plainFetch } from "./plain-fetch.js";

/** Of its own, because the global one may use the proxy of the environment (NODE_USE_ENV_PROXY). */
const agent = new Agent({ keepAlive: false });

/** How long a whole answer may take, in milliseconds: the longest that an emulator takes is a minute, with a queue before it. */
const MAX_MS = 15 * 60_000;

/** What `fetch` sends by itself. */
const OWN_HEADERS = { accept: "*/*", "accept-encoding": "identity", "user-agent": "node" };

/**
 * Like `fetch`, but requests to this machine never go through a proxy, and an answer may take its time: `fetch` gives up after
 * five minutes without a byte, and never where bytes come without content. Redirects are returned to the caller.
 * `mostMs`: how long the whole answer may take.
 */
export async function directFetch(url: string, given: RequestInit = {}, mostMs = MAX_MS): Promise<Response> {
  const { protocol, hostname } = new URL(url);
  const late = AbortSignal.timeout(mostMs);
  const signal = given.signal ? AbortSignal.any([given.signal, late]) : late;
  const init = { ...given, signal };
  const isHere = protocol === "http:" && isLoopbackName(hostname);
  if (!isHere && init.redirect !== "manual") return plainFetch(url, init);
  const { method = "GET", body = null } = init;
  if (body !== null && typeof body !== "string") return plainFetch(url, init);
  const headers: Record<string, string> = {
    ...(isHere ? {} : OWN_HEADERS),
    ...Object.fromEntries(new Headers(init.headers)),
    // Node tells it for some methods only.
    ...(body !== null && { "content-length": String(Buffer.byteLength(body)) }),
  };
  const request = protocol === "https:" ? (await import("node:https")).request : requestPlain;
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void =>
      reject(signal.aborted ? (signal.reason as Error) : new TypeError("fetch failed", { cause }));
    const sent = request(url, { method, headers, signal, ...(isHere ? { agent } : {}) }, (answer) => {
      try {
        resolve(responseOf(answer, method));
      } catch (error) {
        sent.destroy();
        fail(error);
      }
    });
    boundEmptyBytes(sent);
    sent.once("error", fail);
    // After an answer it changes nothing; without one (101) Node tells of no error.
    sent.once("close", () => fail(new Error("the connection ended without an answer")));
    sent.end(body ?? undefined);
  });
}

/** Statuses whose answers have no body. */
const BODILESS = new Set([204, 205, 304]);

const UNPACK: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** @throws RangeError for a status, TypeError for a header, that HTTP does not have */
function responseOf(answer: IncomingMessage, method: string): Response {
  const { statusCode: status = 0, rawHeaders } = answer;
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  if (!(status >= 200 && status <= 599)) throw new RangeError(`HTTP has no status ${status}`);
  if (!BODILESS.has(status) && method !== "HEAD")
    return new Response(Readable.toWeb(unpacked(answer)) as ReadableStream<Uint8Array>, { status, headers });
  // Whatever comes is not read.
  answer.destroy();
  return new Response(null, { status, headers });
}

/** The content of an answer that is compressed although none was asked for. */
function unpacked(answer: IncomingMessage): Readable {
  const make = UNPACK[answer.headers["content-encoding"]?.trim().toLowerCase() ?? ""];
  if (make === undefined) return answer;
  const content = make();
  pipeline(answer, content, () => undefined);
  return content;
}
