import { STATUS_CODES } from "node:http";

/** A name and its value, such as a header. */
type Pair = readonly [name: string, value: string];

/** A request or an answer, as an archive shows it. */
interface HarMessage {
  headers: readonly Pair[];
  /** The body as text, without secrets; empty if it was not kept. */
  text: string;
  /** Size of the body as it was sent. */
  bytes: number;
}

/** An exchange, as an archive shows it. */
export interface HarExchange {
  /** When it began, ISO 8601. */
  startedDateTime: string;
  /** How long it took, in milliseconds. */
  time: number;
  request: HarMessage & { method: string; url: string; query: readonly Pair[] };
  /** Null: there was no answer; it has status 0, as in browsers' archives. */
  response: (HarMessage & { status: number }) | null;
}

/** An entry of an HTTP archive, HAR 1.2. */
export function harEntry({ startedDateTime, time, request, response }: HarExchange) {
  return {
    startedDateTime,
    time,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: named(request.headers),
      queryString: named(request.query),
      ...(request.bytes === 0 ? {} : { postData: { mimeType: typeOf(request), text: request.text } }),
      headersSize: -1,
      bodySize: request.bytes,
    },
    response: responseOf(response),
    cache: {},
    timings: { send: 0, wait: time, receive: 0 },
  };
}

function responseOf(response: HarExchange["response"]) {
  const { status, headers, text, bytes } = response ?? { status: 0, headers: [], text: "", bytes: 0 };
  return {
    status,
    statusText: STATUS_CODES[status] ?? "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: named(headers),
    content: { size: bytes, mimeType: typeOf({ headers }), ...(text === "" ? {} : { text }) },
    redirectURL: valueOf(headers, "location"),
    headersSize: -1,
    bodySize: response === null ? -1 : bytes,
  };
}

const named = (pairs: readonly Pair[]): { name: string; value: string }[] =>
  pairs.map(([name, value]) => ({ name, value }));

const typeOf = ({ headers }: Pick<HarMessage, "headers">): string => valueOf(headers, "content-type");

const valueOf = (headers: readonly Pair[], wanted: string): string =>
  headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? "";
