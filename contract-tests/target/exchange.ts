import { jsonOrNone } from "../../src/text/json-or-none.js";
import type { Answer, ExchangeRecord, Signed } from "./answer.js";
import type { Redactor } from "./redact.js";
import type { Incoming, Outgoing } from "./transport.js";

/** Maximum length of a body in reports, in characters. */
const MAX_BODY_LENGTH = 4000;

/** An exchange for reports. Secrets are removed when it is read, because most exchanges are in no report. */
export function exchangeRecord(
  operation: string | null,
  { method, url, headers, body }: Outgoing,
  incoming: Incoming | null,
  durationMs: number,
  redactor: Redactor,
  signed: Signed,
): ExchangeRecord {
  const sent = body === null ? null : typeof body === "string" ? keptText(body) : keptBytes(body);
  const received = incoming === null ? null : kept(incoming.text, incoming.text.length);
  const got = incoming?.headers ?? {};
  return {
    operation,
    method,
    get url() {
      return redactor.text(url);
    },
    get requestHeaders() {
      return redactor.headers(headers);
    },
    get requestBody() {
      return sent === null ? null : redactor.text(sent);
    },
    status: incoming?.status ?? null,
    get responseHeaders() {
      return redactor.headers(got);
    },
    get responseBody() {
      return received === null ? null : redactor.text(received);
    },
    durationMs: Math.round(durationMs * 10) / 10,
    signed,
  };
}

/** A received answer. */
export function answerOf({ status, headers, text }: Incoming, exchange: ExchangeRecord): Answer {
  const contentType = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  return { status, headers, text, json: jsonOrNone(text), contentType, exchange };
}

const keptText = (body: string): string =>
  body.length <= MAX_BODY_LENGTH ? body : kept(body, Buffer.byteLength(body));

const keptBytes = (body: Buffer): string => kept(body.toString("utf8", 0, MAX_BODY_LENGTH * 4), body.length);

/** The beginning of a long text, as a text of its own, so that the whole one does not stay in memory. */
function kept(text: string, length: number): string {
  if (text.length <= MAX_BODY_LENGTH) return text;
  return Buffer.from(`${text.slice(0, MAX_BODY_LENGTH)}... (${length} in total)`, "utf16le").toString(
    "utf16le",
  );
}
