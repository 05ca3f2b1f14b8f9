import { scanJson } from "../../src/http/json-text.js";
import { jsonOrNone } from "../../src/text/json-or-none.js";
import { beginsAsJson, HIDDEN, Redactor } from "../../src/http/secrets.js";
import { BodyTooLong, decodedText, type RawBody } from "../body.js";
import {
  type Body,
  headerOf,
  type HeaderPair,
  NO_BODY,
  type TrafficAnswer,
  type TrafficExchange,
} from "../exchange.js";
import { KnownSecrets } from "./known.js";
import { cookiesIn, isConsumerKey, lastingIn, lastingSecretsOf, withoutConsumerKey } from "./of-request.js";
import { withheldHeaders, withheldPath } from "./withheld.js";
import { TooMuchWork, Work } from "./work.js";

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

  /**
   * The exchange without secrets; without its bodies, if they would take too much work. If their secrets were not even read,
   * which the head may quote, only the words of the protocol are left of it.
   */
  exchange(raw: RawExchange): TrafficExchange {
    const redactor = new Redactor();
    const work = new Work(lengthOf(raw));
    // What teaches the secrets comes first, and then the texts that may quote them.
    const isTokenRequest = TOKEN_ENDPOINT.test(raw.path);
    const kind = isTokenRequest ? "token request" : "any";
    const bodies = within(() => ({
      body: bodyOf(raw, { redactor, work, kind }),
      answered:
        raw.answer && bodyOf(raw.answer, { redactor, work, kind: raw.answer.status < 400 ? "any" : "error" }),
    }));
    this.#known.add(redactor.values);
    this.#known.add(lastingSecretsOf(raw));
    if (raw.answer) this.#known.add(cookiesIn(raw.answer.headers));
    const path = redactor.url(raw.path);
    const headers = shownHeaders(raw.headers, redactor);
    const answerHeaders = raw.answer && shownHeaders(raw.answer.headers, redactor);
    const hide = (text: string, charged?: Work): string =>
      withoutSignatures(redactor.message(this.#known.hide(text, charged)));
    const hideIn = ([name, value]: HeaderPair): HeaderPair => [
      redactor.headerName(this.#known.hide(name)),
      hide(value),
    ];
    const hideInBody = (text: string): string => hide(text, work);
    const shown =
      bodies &&
      within(() => ({
        body: hidden(bodies.body, hideInBody, work),
        answered: bodies.answered && hidden(bodies.answered, hideInBody, work),
      }));
    const isRead = bodies !== null && !work.hasSkipped;
    const pathShown = isRead ? path : withheldPath(path);
    const headersShown = (given: readonly HeaderPair[]): HeaderPair[] =>
      (isRead ? given : withheldHeaders(given)).map(hideIn);
    return {
      ...raw,
      path: pathOf(hide(pathShown), pathShown),
      headers: headersShown(headers),
      body: shown?.body ?? notKept(raw.body),
      answer:
        raw.answer &&
        ({
          ...raw.answer,
          headers: headersShown(answerHeaders!),
          body: shown?.answered ?? notKept(raw.answer.body),
        } satisfies TrafficAnswer),
      failure: raw.failure && { ...raw.failure, message: hide(raw.failure.message) },
    };
  }

  /** A text without the secrets that are known until now. */
  text(text: string): string {
    return new Redactor().message(this.#known.hide(text));
  }
}

/**
 * What a piece of work gives; null if it takes too much. Both bodies are dropped then, because one may quote secrets of the
 * other that nobody has read.
 */
function within<T>(what: () => T): T | null {
  try {
    return what();
  } catch (error) {
    if (error instanceof TooMuchWork || error instanceof BodyTooLong) return null;
    throw error;
  }
}

const isForm = (headers: readonly HeaderPair[]): boolean =>
  FORM.test(headerOf(headers, "content-type") ?? "");

/** A body of which only the length is told. */
const notKept = ({ bytes }: RawBody): Body => (bytes === 0 ? NO_BODY : { bytes, text: null, isCut: true });

/** How long an exchange was as it passed through, as far as it was kept. */
const lengthOf = ({ path, headers, body, answer }: RawExchange): number =>
  [...headers, ...(answer?.headers ?? [])].reduce(
    (sum, [name, value]) => sum + name.length + value.length,
    path.length + body.kept.length + (answer?.body.kept.length ?? 0),
  );

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

interface Message {
  headers: readonly HeaderPair[];
  body: RawBody;
}

interface Learning {
  redactor: Redactor;
  work: Work;
}

interface Reading extends Learning {
  kind: "any" | "token request" | "error";
}

/** An error describes mistakes by field, so that the name of a field does not make its text a secret. */
function bodyOf({ body: raw, headers }: Message, { redactor, work, kind }: Reading): Shown {
  const { text, isCut } = decodedText(raw, Math.max(1, work.left));
  const body: Body = { bytes: raw.bytes, text, isCut };
  if (text === null || text === "") return body;
  // JSON may be called a form: curl does so by default.
  if (kind !== "error" && isForm(headers) && !beginsAsJson(text))
    return { ...body, text: formWithout(text, { redactor, work }) };
  const json = isCut ? undefined : parsed(text, { work, hasSecrets: kind === "token request" });
  if (kind === "token request") return { ...body, ...tokenRequest(json, { redactor, work }) };
  if (MAY_NAME_CONSUMER.test(text)) learnConsumerKeys(json, redactor);
  const hasEscapes = text.includes("\\");
  if (json === undefined) return kind === "error" ? body : asText(body, text, { redactor, work });
  const shown = kind === "error" || !MAY_NAME_SECRET.test(text) ? json : redactor.json(json);
  // A secret that is written with escapes is found in the value only.
  if (shown === json) return hasEscapes ? { ...body, json } : body;
  return JSON.stringify(shown) === JSON.stringify(json) && !hasEscapes ? body : { ...body, json: shown };
}

/** A text that is not JSON, or too much of it, up to a place where a secret may follow: JSON is not whole then. */
function asText(body: Body, text: string, { redactor, work }: Learning): Body {
  const isJson = beginsAsJson(text) && (body.isCut || isTooMuch(text, work));
  const shown = redactor.text(text, isJson);
  return { ...body, text: shown, isCut: body.isCut || (isJson && shown !== text) };
}

function formWithout(text: string, { redactor, work }: Learning): string {
  work.take(VALUE * (text.split("&").length - 1));
  for (const secret of lastingIn([...new URLSearchParams(text)])) redactor.secret(secret);
  const pairs = redactor.query(text);
  return pairs.some(([, value]) => value === HIDDEN) ? String(new URLSearchParams(pairs)) : text;
}

function tokenRequest(json: unknown, { redactor, work }: Learning): Pick<Shown, "text" | "json"> {
  work.take(VALUE * valuesIn(json));
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
function hidden({ json, ...body }: Shown, hide: (text: string) => string, work: Work): Body {
  if (body.text === null) return body;
  if (json === undefined) return { ...body, text: hide(body.text) };
  work.take(VALUE * valuesIn(json));
  const before = JSON.stringify(json);
  const after = JSON.stringify(everywhere(json, hide));
  const isSame = after === before && parsedAs(body.text, before);
  return { ...body, text: isSame ? body.text : after };
}

const parsedAs = (text: string, json: string): boolean => JSON.stringify(jsonOrNone(text)) === json;

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
/** What a value costs, in characters. */
const VALUE = 32;

/** JSON to be searched for secrets; undefined if it is none, or too much. `hasSecrets`: without any names of them, too. */
function parsed(text: string, { work, hasSecrets }: { work: Work; hasSecrets: boolean }): unknown {
  if (!isTooMuch(text, work)) return jsonOrNone(text);
  if (hasSecrets || MAY_NAME_SECRET.test(text)) work.skip();
  return undefined;
}

/** The number of fields and items of a value, at all depths. */
function valuesIn(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, inner) => sum + valuesIn(inner), 1);
}

/** Whether a text, if it is JSON, is too deep or has too many values. */
function isTooMuch(text: string, work: Work): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  try {
    scanJson(text, { depth: MAX_DEPTH, values: Math.min(MAX_VALUES, work.left / VALUE) });
    return false;
  } catch {
    return true;
  }
}
