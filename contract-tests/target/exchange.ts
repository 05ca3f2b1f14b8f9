import type { Answer, ExchangeRecord, Signed } from "./answer.js";
import type { Redactor } from "./redact.js";
import type { Incoming, Outgoing } from "./transport.js";

/** Maximum length of a body in reports, in characters. */
const MAX_BODY_LENGTH = 4000;

/** An exchange for reports. */
export function exchangeRecord(
  operation: string | null,
  { method, url, headers, body }: Outgoing,
  incoming: Incoming | null,
  durationMs: number,
  redactor: Redactor,
  signed: Signed,
): ExchangeRecord {
  return {
    operation,
    method,
    url: redactor.text(url),
    requestHeaders: redactor.headers(headers),
    requestBody:
      body === null ? null : redactor.text(kept(body.toString("utf8", 0, MAX_BODY_LENGTH * 4), body.length)),
    status: incoming?.status ?? null,
    responseHeaders: incoming ? redactor.headers(incoming.headers) : {},
    responseBody: incoming ? redactor.text(kept(incoming.text, incoming.text.length)) : null,
    durationMs: Math.round(durationMs * 10) / 10,
    signed,
  };
}

/** A received answer. */
export function answerOf({ status, headers, text }: Incoming, exchange: ExchangeRecord): Answer {
  const contentType = (headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase();
  return { status, headers, text, json: parsed(text), contentType, exchange };
}

function kept(text: string, length: number): string {
  return text.length > MAX_BODY_LENGTH ? `${text.slice(0, MAX_BODY_LENGTH)}... (${length} in total)` : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
