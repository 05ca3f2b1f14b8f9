import { jsonOrNone } from "../../src/text/json-or-none.js";
import type { Answer, ExchangeRecord, Signed } from "./answer.js";
import type { Redactor } from "./redact.js";
import type { Incoming, Outgoing } from "./transport.js";

/** Maximum length of a body in reports, in characters. */
const MAX_BODY_LENGTH = 4000;
/** So much more is kept and never shown: where the text ends, it may hold a part of a secret that nobody knows by that. */
const UNSHOWN_END = 1000;
const MAX_KEPT_LENGTH = MAX_BODY_LENGTH + UNSHOWN_END;

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
  const shown = (one: Kept | null): string | null => {
    if (one === null) return null;
    const text = redactor.text(one.text);
    if (one.cutFrom === null) return text;
    // Without secrets it may be shorter.
    const end = Math.max(0, Math.min(MAX_BODY_LENGTH, text.length - UNSHOWN_END));
    return `${text.slice(0, end)}... (${one.cutFrom} in total)`;
  };
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
      return shown(sent);
    },
    status: incoming?.status ?? null,
    get responseHeaders() {
      return redactor.headers(got);
    },
    get responseBody() {
      return shown(received);
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

/** What is kept of a body; `cutFrom`: its length, if only the beginning is shown. */
interface Kept {
  text: string;
  cutFrom: number | null;
}

const keptText = (body: string): Kept =>
  kept(body, body.length <= MAX_BODY_LENGTH ? body.length : Buffer.byteLength(body));

const keptBytes = (body: Buffer): Kept => kept(body.toString("utf8", 0, MAX_KEPT_LENGTH * 4), body.length);

/** The beginning of a long text, as a text of its own, so that the whole one does not stay in memory. */
function kept(text: string, length: number): Kept {
  if (text.length <= MAX_BODY_LENGTH) return { text, cutFrom: null };
  const beginning = Buffer.from(text.slice(0, MAX_KEPT_LENGTH), "utf16le").toString("utf16le");
  return { text: beginning, cutFrom: length };
}
