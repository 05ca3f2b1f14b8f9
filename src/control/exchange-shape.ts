import { scanJson } from "../http/json-text.js";
import { headersOf } from "../http/raw-headers.js";
import { HIDDEN, isToldField, Redactor } from "../http/secrets.js";
import { MAX_KEPT_BODY, textSizeOf, type Exchange, type KeptBody } from "../sandbox/exchange-log.js";
import type { components } from "../spec/control-types.gen.js";
import { timeShape, wallShape } from "./shape.js";

type Schemas = components["schemas"];
type Recorded = Schemas["Exchange"];
type BodyShape = Pick<Recorded["request"], "body" | "body_bytes" | "body_truncated">;

/** Maximum nesting; deeper JSON is shown as text. An answer adds a few levels around what was posted. */
const MAX_DEPTH = 200;
/** Prefix of the token endpoint (contract.md §3), also for requests that mistype the rest. */
const TOKEN_ENDPOINT = /tok|oauth|log-?in|sso/i;
/**
 * The fields of a token request that are shown. All others are hidden, because a mistyped `pasword` is a secret too.
 */
const TOKEN_REQUEST_SHOWN = ["email", "token_name"];

/** What it costs to look for secrets in a character, and then for these elsewhere, in characters of an answer. */
const SEARCHING = 4;

/** What {@link exchangeShape} costs, in characters of an answer, however little of the exchange is shown. */
export const costOfShape = (exchange: Exchange): number => SEARCHING * textSizeOf(exchange);

/** An exchange as the emulator shows it: without secrets. */
export function exchangeShape(exchange: Exchange): Recorded {
  const redactor = new Redactor();
  // Shape the places that teach the redactor the secrets first, and then the texts that may quote them.
  const request = requestShape(exchange, redactor);
  const response = responseShape(exchange, redactor);
  const { refusal, requestProblems, responseProblems } = exchange;
  const shown = redactor.everywhere({
    url: redactor.url(exchange.url),
    path: redactor.path(exchange.path),
    request,
    response,
    validation: { request: [...requestProblems], response: [...responseProblems] },
    refusal: refusal && { message: refusal.message, detail: refusal.detail },
    nearest: exchange.nearest,
  });
  return {
    id: exchange.id,
    request_id: exchange.requestId,
    at: timeShape(exchange.at)!,
    wall_at: wallShape(exchange.wallAt),
    duration_ms: Math.max(0, Math.round(exchange.durationMs * 1000) / 1000),
    source: exchange.source,
    operation_id: exchange.operationId,
    account: exchange.account,
    request: { method: exchange.method, url: shown.url, path: shown.path, ...shown.request },
    response: exchange.response && shown.response && { status: exchange.response.status, ...shown.response },
    validation: shown.validation,
    refusal: refusal && shown.refusal && { id: refusal.id, ...shown.refusal },
    fault_id: exchange.faultId,
    nearest: shown.nearest,
  };
}

function requestShape({ path, url, requestHeaders, requestBody }: Exchange, redactor: Redactor) {
  const query = new Map<string, string[]>();
  for (const [name, value] of redactor.query(queryOf(url))) {
    const values = query.get(name);
    if (values === undefined) query.set(name, [value]);
    else values.push(value);
  }
  const shown = isTokenEndpoint(path) ? TOKEN_REQUEST_SHOWN : null;
  return {
    query: Object.fromEntries(
      Array.from(query, ([name, values]) => [name, values.length === 1 ? values[0]! : values]),
    ),
    headers: redactor.headers(headersOf(requestHeaders)),
    ...bodyShape(requestBody, redactor, shown),
  };
}

function responseShape({ response }: Exchange, redactor: Redactor) {
  if (response === null) return null;
  const { status, headers, body } = response;
  // An error describes mistakes by field, so a secret field's name does not make the text a secret.
  const shown = status < 400 ? null : "all";
  return { headers: redactor.headers(headers), ...bodyShape(body, redactor, shown) };
}

function queryOf(url: string): string {
  const at = url.indexOf("?");
  return at < 0 ? "" : url.slice(at);
}

/** `fields`: the names of the fields to show; null for all except secrets. */
function bodyShape(
  { bytes, kept }: KeptBody,
  redactor: Redactor,
  fields: readonly string[] | "all" | null,
): BodyShape {
  if (kept === null) {
    const length = bytes ?? 0;
    return { body: length > 0 ? "" : null, body_bytes: length, body_truncated: length > 0 };
  }
  const text = typeof kept === "string" ? kept : new TextDecoder().decode(kept);
  const whole = bytes ?? Buffer.byteLength(text);
  const truncated = typeof kept === "string" ? bytes !== null : whole > MAX_KEPT_BODY;
  const facts = { body_bytes: whole, body_truncated: truncated };
  const json = truncated ? undefined : jsonOf(text);
  if (fields === "all") return { body: json === undefined ? text : json, ...facts };
  if (fields !== null) return { body: onlyFields(json, fields, redactor), ...facts };
  const body = json === undefined ? redactor.text(text, truncated) : redactor.json(json);
  return { body, ...facts };
}

function onlyFields(json: unknown, fields: readonly string[], redactor: Redactor): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    if (json !== undefined) redactor.secret(json);
    return HIDDEN;
  }
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      isToldField(name) ? name : redactor.secret(name),
      redactor.json(fields.includes(name) ? value : redactor.secret(value)),
    ]),
  );
}

function jsonOf(text: string): unknown {
  try {
    scanJson(text, { depth: MAX_DEPTH, values: Infinity });
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isTokenEndpoint = (path: string): boolean => TOKEN_ENDPOINT.test(path);
