import { scanJson } from "../src/http/json-text.js";
import { SecretFinder } from "../src/http/secret-finder.js";
import { HIDDEN, Redactor } from "../src/http/secrets.js";
import { decodedText, type RawBody } from "./body.js";
import type { Body, HeaderPair, TrafficAnswer, TrafficExchange } from "./exchange.js";

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
/** So many secrets of earlier exchanges are remembered. */
const MAX_REMEMBERED = 2000;
/** Shorter ones are ordinary words. */
const SHORTEST = 6;

/**
 * Hides the secrets of traffic before anything else sees it: by name as the emulator does, and by value wherever they
 * stand, the secrets of earlier exchanges included.
 */
export class TrafficRedactor {
  readonly #known: readonly string[];
  readonly #remembered = new Set<string>();
  #finder: SecretFinder | null = null;

  /** @param known secrets that are known beforehand, such as those of the credentials */
  constructor(known: readonly string[]) {
    this.#known = known.filter(({ length }) => length >= SHORTEST);
  }

  /** The exchange without secrets. */
  exchange(raw: RawExchange): TrafficExchange {
    const redactor = new Redactor(this.#known);
    const before = redactor.values.size;
    // What teaches the secrets comes first, and then the texts that may quote them.
    const body = bodyOf(raw.body, redactor, TOKEN_ENDPOINT.test(raw.path) ? "token request" : "any");
    const status = raw.answer?.status ?? 0;
    const answered = raw.answer && bodyOf(raw.answer.body, redactor, status < 400 ? "any" : "error");
    if (redactor.values.size > before) this.#remember([...redactor.values].slice(before));
    const headers = shownHeaders(raw.headers, redactor);
    const answerHeaders = raw.answer && shownHeaders(raw.answer.headers, redactor);
    const path = redactor.url(raw.path);
    const hide = (text: string): string => this.#hide(redactor.message(text));
    return {
      ...raw,
      path: hide(path),
      headers: headers.map(([name, value]) => [hide(name), hide(value)]),
      body: hidden(body, hide),
      answer:
        raw.answer &&
        ({
          ...raw.answer,
          headers: answerHeaders!.map(([name, value]): HeaderPair => [hide(name), hide(value)]),
          body: hidden(answered!, hide),
        } satisfies TrafficAnswer),
      failure: raw.failure && { ...raw.failure, message: hide(raw.failure.message) },
    };
  }

  /** A text without the secrets that are known until now. */
  text(text: string): string {
    return this.#hide(new Redactor(this.#known).message(text));
  }

  #remember(values: readonly string[]): void {
    for (const value of values) this.#remembered.add(value);
    for (const oldest of this.#remembered) {
      if (this.#remembered.size <= MAX_REMEMBERED) break;
      this.#remembered.delete(oldest);
    }
    this.#finder = null;
  }

  #hide(text: string): string {
    if (this.#remembered.size === 0 || text === "") return text;
    this.#finder ??= new SecretFinder(this.#remembered);
    return this.#finder.replace(text, HIDDEN);
  }
}

function shownHeaders(headers: readonly HeaderPair[], redactor: Redactor): HeaderPair[] {
  return headers.map(([name, value]) => {
    const lower = name.toLowerCase();
    return [name, redactor.headers({ [lower]: value })[lower]!];
  });
}

/** A body and, where its text was written again, its JSON. */
interface Shown extends Body {
  json?: unknown;
}

/** An error describes mistakes by field, so that the name of a field does not make its text a secret. */
function bodyOf(raw: RawBody, redactor: Redactor, kind: "any" | "token request" | "error"): Shown {
  const { text, isCut } = decodedText(raw);
  const body: Body = { bytes: raw.bytes, text, isCut };
  if (text === null || text === "") return body;
  const json = isCut ? undefined : parsed(text);
  if (kind === "token request") return { ...body, ...tokenRequest(json, redactor) };
  const hasEscapes = text.includes("\\");
  if (json === undefined) return kind === "error" ? body : { ...body, text: redactor.text(text, isCut) };
  const shown = kind === "error" || !MAY_NAME_SECRET.test(text) ? json : redactor.json(json);
  // A secret that is written with escapes is found in the value only.
  if (shown === json) return hasEscapes ? { ...body, json } : body;
  return JSON.stringify(shown) === JSON.stringify(json) && !hasEscapes ? body : { ...body, json: shown };
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

/** Deeper JSON is handled as text, so that nothing recurses without end. */
const MAX_DEPTH = 200;

function parsed(text: string): unknown {
  try {
    if (text.length > 2 * MAX_DEPTH) scanJson(text, { depth: MAX_DEPTH, values: Infinity });
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
