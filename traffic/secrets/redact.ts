import { scanJson } from "../../src/http/json-text.js";
import { HIDDEN, Redactor } from "../../src/http/secrets.js";
import { decodedText, type RawBody } from "../body.js";
import {
  type Body,
  headerOf,
  type HeaderPair,
  type TrafficAnswer,
  type TrafficExchange,
} from "../exchange.js";
import { KnownSecrets } from "./known.js";
import { cookiesIn, isConsumerKey, lastingSecretsOf, withoutConsumerKey } from "./of-request.js";

/** An exchange as it passed through, with secrets. */
export interface RawExchange extends Omit<TrafficExchange, "body" | "answer"> {
  body: RawBody;
  answer: (Omit<TrafficAnswer, "body"> & { body: RawBody }) | null;
}

/** What a secret's name or a way around it looks like; a body without it has no field that is one. */
const MAY_NAME_SECRET = /pass|pasw|pwd|otp|secret|token|key|signature|\\u/i;
const TOKEN_ENDPOINT = /tok|oauth|log-?in|sso/i;
/** The fields of a token request that are shown: a mistyped `pasword` is a secret too. */
const TOKEN_REQUEST_SHOWN = new Set(["email", "token_name"]);
const SIGNATURE = /(oauth_signature(?:=|%3D)"?)[^"&,\s]+/gi;
/** A body without it has no consumer key. */
const MAY_NAME_CONSUMER = /consumer|\\u/i;
const FORM = /^\s*application\/x-www-form-urlencoded\b/i;

/**
 * Hides the secrets of traffic before anything else sees it: by name as the emulator does, and by value wherever they
 * stand, the secrets of earlier exchanges included.
 */
export class TrafficRedactor {
  readonly #known: KnownSecrets;

  /** @param known secrets that are known beforehand, such as those of the credentials */
  constructor(known: readonly string[]) {
    this.#known = new KnownSecrets(known);
  }

  /** The exchange without secrets. */
  exchange(raw: RawExchange): TrafficExchange {
    const redactor = new Redactor();
    // What teaches the secrets comes first, and then the texts that may quote them.
    const isTokenRequest = TOKEN_ENDPOINT.test(raw.path);
    const isForm = FORM.test(headerOf(raw.headers, "content-type") ?? "");
    const kind = isForm ? "form" : isTokenRequest ? "token request" : "any";
    const body = bodyOf(raw.body, redactor, kind);
    const status = raw.answer?.status ?? 0;
    const answered = raw.answer && bodyOf(raw.answer.body, redactor, status < 400 ? "any" : "error");
    this.#known.add(redactor.values);
    this.#known.add(lastingSecretsOf(raw));
    if (raw.answer) this.#known.add(cookiesIn(raw.answer.headers));
    const path = redactor.url(raw.path);
    const headers = shownHeaders(raw.headers, redactor);
    const answerHeaders = raw.answer && shownHeaders(raw.answer.headers, redactor);
    const hide = (text: string): string => withoutSignatures(redactor.message(this.#known.hide(text)));
    const hideIn = ([name, value]: HeaderPair): HeaderPair => [
      redactor.headerName(this.#known.hide(name)),
      hide(value),
    ];
    return {
      ...raw,
      path: pathOf(hide(path), path),
      headers: headers.map(hideIn),
      body: hidden(body, hide),
      answer:
        raw.answer &&
        ({
          ...raw.answer,
          headers: answerHeaders!.map(hideIn),
          body: hidden(answered!, hide),
        } satisfies TrafficAnswer),
      failure: raw.failure && { ...raw.failure, message: hide(raw.failure.message) },
    };
  }

  /** A text without the secrets that are known until now. */
  text(text: string): string {
    return new Redactor().message(this.#known.hide(text));
  }
}

/** A path stays one, also if all of it is hidden. */
const pathOf = (shown: string, path: string): string =>
  path.startsWith("/") && !shown.startsWith("/") ? `/${shown}` : shown;

/** A service may quote the signature that the proxy made. */
const withoutSignatures = (text: string): string =>
  text.includes("oauth_signature") ? text.replace(SIGNATURE, `$1${HIDDEN}`) : text;

function shownHeaders(headers: readonly HeaderPair[], redactor: Redactor): HeaderPair[] {
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    const shown = redactor.headers({ [lower]: value })[lower]!;
    return [name, lower === "authorization" ? withoutConsumerKey(shown) : shown];
  });
}

/** A body and, where its text was written again, its JSON. */
interface Shown extends Body {
  json?: unknown;
}

/** Learns the consumer keys in a JSON value. */
function learnConsumerKeys(value: unknown, redactor: Redactor): void {
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value) as [string, unknown][])
    if (typeof inner === "string") {
      if (isConsumerKey(name)) redactor.secret(inner);
    } else learnConsumerKeys(inner, redactor);
}

/** An error describes mistakes by field, so that the name of a field does not make its text a secret. */
function bodyOf(raw: RawBody, redactor: Redactor, kind: "any" | "form" | "token request" | "error"): Shown {
  const { text, isCut } = decodedText(raw);
  const body: Body = { bytes: raw.bytes, text, isCut };
  if (text === null || text === "") return body;
  if (kind === "form" && !isCut) return { ...body, text: formWithout(text, redactor) };
  const json = isCut ? undefined : parsed(text);
  if (kind === "token request") return { ...body, ...tokenRequest(json, redactor) };
  if (MAY_NAME_CONSUMER.test(text)) learnConsumerKeys(json, redactor);
  const hasEscapes = text.includes("\\");
  if (json === undefined) return kind === "error" ? body : asText(body, text, redactor);
  const shown = kind === "error" || !MAY_NAME_SECRET.test(text) ? json : redactor.json(json);
  // A secret that is written with escapes is found in the value only.
  if (shown === json) return hasEscapes ? { ...body, json } : body;
  return JSON.stringify(shown) === JSON.stringify(json) && !hasEscapes ? body : { ...body, json: shown };
}

/** A text that is not JSON, or too much of it, up to a place where a secret may follow: JSON is not whole then. */
function asText(body: Body, text: string, redactor: Redactor): Body {
  const isJson = body.isCut || isTooMuch(text);
  const shown = redactor.text(text, isJson);
  return { ...body, text: shown, isCut: body.isCut || (isJson && shown !== text) };
}

function formWithout(text: string, redactor: Redactor): string {
  const pairs = redactor.query(text);
  return pairs.some(([, value]) => value === HIDDEN) ? String(new URLSearchParams(pairs)) : text;
}

function tokenRequest(json: unknown, redactor: Redactor): Pick<Shown, "text" | "json"> {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    if (json !== undefined) redactor.secret(json);
    return { text: HIDDEN };
  }
  const shown = Object.entries(json).map(([name, value]: [string, unknown]) => [
    name,
    TOKEN_REQUEST_SHOWN.has(name) ? value : redactor.secret(value),
  ]);
  return { text: "", json: Object.fromEntries(shown) as unknown };
}

/** The body without the secrets that are known by value; its text stays as it was if it has none. */
function hidden({ json, ...body }: Shown, hide: (text: string) => string): Body {
  if (body.text === null) return body;
  if (json === undefined) return { ...body, text: hide(body.text) };
  const before = JSON.stringify(json);
  const after = JSON.stringify(everywhere(json, hide));
  const isSame = after === before && parsedAs(body.text, before);
  return { ...body, text: isSame ? body.text : after };
}

const parsedAs = (text: string, json: string): boolean => JSON.stringify(parsed(text)) === json;

function everywhere(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => everywhere(item, hide));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [hide(name), everywhere(inner, hide)]),
  );
}

/**
 * Deeper JSON is handled as text, so that nothing recurses without end; and JSON of more values, because each costs more than a
 * character.
 */
const MAX_DEPTH = 200;
const MAX_VALUES = 200_000;

function parsed(text: string): unknown {
  if (isTooMuch(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Whether a text, if it is JSON, is too deep or has too many values. */
function isTooMuch(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  try {
    scanJson(text, { depth: MAX_DEPTH, values: MAX_VALUES });
    return false;
  } catch {
    return true;
  }
}
