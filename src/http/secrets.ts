import { parseAuthorization } from "../oauth1/header.js";
import { percentEncode } from "../oauth1/signature.js";
import { SecretFinder } from "./secret-finder.js";
import { percentDecoded } from "../text/percent-decoded.js";
import { isSecretName } from "../text/secret-name.js";

/** Replaces a secret. */
export const HIDDEN = "[redacted]";
/** The same in the name of a header, which has no brackets. */
const HIDDEN_NAME = "redacted";

/** What in a name may mean a secret. A result that "passed" is none. */
const SECRET_WORDS = String.raw`passw|pasw|passphrase|passcode|\bpass\b|pwd|otp|secret|token|api[_-]?key|signature`;
const SECRET_HEADER = new RegExp(`cookie|^x-.*auth|${SECRET_WORDS}`, "i");
/** Headers that a refusal quotes, unless a secret may be in them. */
const CONTENT_HEADER = /^content-(?:type|encoding)$/;
/** Headers that hold a URL. */
const URL_HEADER = /^(?:referer|origin|(?:content-)?location|.*-ur[il])$/i;
/** In truncated JSON: a field that may be a secret. It is bounded, so the time is linear in the length of the body. */
const SECRET_FIELD = new RegExp(`"[^"]{0,60}(?:${SECRET_WORDS})[^"]{0,60}"\\s{0,9}:`, "i");
/** In text that is not JSON: anything that may be a secret. */
const SECRET_WORD = new RegExp(SECRET_WORDS, "i");
/** Around the parameters of a signature base string in a refusal, and between name and value, which are encoded twice. */
const AROUND_PARAMETERS = /(%26|[&\s])/i;
const BEFORE_VALUE = /%3D/i;
/** A name may be the end of something else, such as of an encoded URL. */
const NOT_IN_NAME = /[^\w.[\]-]/;
/** The token endpoint's `href` has the token key in it (contract.md §3), also where it is mistyped. */
const TOKEN_PATH = /\/api(?:\/|%2f)+v2(?:\/|%2f)+tokens?(?:\/|%2f)+o?auth(?:\/|%2f)+/i;
const TOKEN_PATHS = new RegExp(`(${TOKEN_PATH.source})[^/?#\\s"';,]+`, "gi");
/** Maximum number of characters of a path that a refusal shows. */
const MAX_SHOWN_PATH = 200;
/** Shorter values also occur in ordinary words: they are hidden only in the field of their name. */
const SHORTEST = 6;
/** How many characters of secrets are looked for in one exchange; with more, all its texts are hidden. */
const MAX_CHARACTERS = 8 * 1024;
/** A secret counts with no more: it is found by its beginning. */
const COUNTED = 128;
/** So many secrets are looked for one by one. */
const FEW = 64;
/** User and password in a URL (RFC 3986, 3.2.1), from the end of its scheme. */
const USER_INFO = /(:\/\/)[^/?#\s@"'<>]{1,2000}@/g;
/** A parameter inside of a value. */
const INNER_PARAMETER = /[;?&#]([^;?&#=]{1,100})=([^;&#]*)/g;
/** Names that are shown though all texts are hidden: those of the fields of an exchange, and usual headers. */
const PLAIN_NAME = /^[a-z_-]{1,40}$/;

/** Whether a header of this name holds a secret. */
export const isSecretHeader = (name: string): boolean => SECRET_HEADER.test(name);

/** Whether a text is a list, an object or a text in JSON, if it is JSON. */
export const beginsAsJson = (text: string): boolean => /^\s*[[{"]/.test(text);

/** Whether a text that is not JSON may hold a secret. */
export const namesSecret = (text: string): boolean => SECRET_WORD.test(text);

/** Whether the name of a field of a token request is shown; another name may be a secret in the wrong place. */
export const isToldField = (name: string): boolean => PLAIN_NAME.test(name) || isSecretName(name);

/** A path without the token key at the end of the token endpoint's `href`, and without user and password of a URL in it. */
export const shownPath = (path: string): string => {
  const at = tokenKeyAt(path);
  const shown = at < 0 ? path : `${path.slice(0, at)}${HIDDEN}`;
  return shown.includes("://") ? shown.replace(USER_INFO, `$1${HIDDEN}@`) : shown;
};

/** Where the token key begins in a path of the token endpoint; -1 in other paths. */
function tokenKeyAt(path: string): number {
  const found = TOKEN_PATH.exec(path);
  return found === null ? -1 : found.index + found[0].length;
}

/** A text whose ASCII is written without the escapes of URLs and JSON, and in one byte each as UTF-16 has it in two. */
const withoutEscapes = (text: string): string =>
  text
    .replace(/(?:%|\\u00)([2-7][\da-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replaceAll("\0", "");

/** The token key in a path of the token endpoint; null if there is none. */
export function tokenKeyIn(path: string): string | null {
  const start = tokenKeyAt(path);
  return start < 0 ? null : (/^[^/?#]+/.exec(path.slice(start))?.[0] ?? null);
}

/** A parameter of a signature base string, without its value if it is a secret by its name. */
function shownParameter(text: string): string {
  const equals = BEFORE_VALUE.exec(text);
  if (equals === null) return text;
  const name = percentDecoded(percentDecoded(text.slice(0, equals.index)))
    .split(NOT_IN_NAME)
    .at(-1)!;
  return isSecretName(name) ? text.slice(0, equals.index) + equals[0] + HIDDEN : text;
}

/** The values of secret parameters in a value, such as a URL with a query of its own, encoded up to twice. */
function secretsIn(value: string): string[] {
  const secrets: string[] = [];
  for (let [text, times] = [value, 0]; times < 3; times += 1) {
    for (const [, name, inner] of text.matchAll(INNER_PARAMETER))
      if (isSecretName(name!)) secrets.push(inner!, percentDecoded(inner!));
    const decoded = percentDecoded(text);
    if (decoded === text) break;
    text = decoded;
  }
  return secrets;
}

/**
 * Hides the secrets of one exchange by their names and by their values: a value that was a secret in one place is hidden
 * everywhere else.
 */
export class Redactor {
  readonly #values = new Set<string>();
  #characters = 0;
  /** Made when all secrets are known; made again where one more came. */
  #finder: SecretFinder | null = null;

  /** `known`: secrets that are hidden wherever they stand. */
  constructor(known: Iterable<string> = []) {
    for (const secret of known) this.#learn(secret);
  }

  /** The values of all secrets that are known, in the forms in which they may stand. */
  get values(): ReadonlySet<string> {
    return this.#values;
  }

  /** Authorization without its signature and token; consumer key, method, nonce and timestamp are not secret. */
  authorization(header: string): string {
    const scheme = /^\s*([A-Za-z][A-Za-z0-9-]{0,19})[ \t]/.exec(header)?.[1];
    const read = parseAuthorization(header);
    if (!("params" in read)) {
      // A refusal may quote a part of the header, and what looks like a name may be a token.
      for (const [piece] of header.slice(scheme?.length ?? 0).matchAll(/[\w.~%-]+/g)) {
        if (/^(?:oauth_|realm$)/.test(piece)) continue;
        this.#learn(piece);
        this.#learn(percentDecoded(piece));
      }
      return scheme === undefined ? HIDDEN : `${scheme} ${HIDDEN}`;
    }
    const shown = [...read.params].map(([name, value]) => {
      const secret = !/^oauth_(?:consumer_key|signature_method|nonce|timestamp|version)$/.test(name);
      if (secret) this.#learn(value);
      if (name === "oauth_signature") for (const half of value.split("&")) this.#learn(half);
      return `${name}="${secret ? HIDDEN : percentEncode(value)}"`;
    });
    const realm = read.realm === undefined ? [] : [`realm="${read.realm}"`];
    return `OAuth ${[...realm, ...shown].join(", ")}`;
  }

  /** A path as {@link shownPath} shows it. */
  path(path: string): string {
    const start = tokenKeyAt(path);
    if (start < 0) return path;
    this.#learn(path.slice(start));
    this.#learn(path.slice(start, MAX_SHOWN_PATH));
    return shownPath(path);
  }

  /** Names are in lower case. */
  headers(headers: Headers | Readonly<Record<string, string>>): Record<string, string> {
    const shown: [string, string][] = [];
    const pairs = headers instanceof Headers ? headers : Object.entries(headers);
    for (const [name, value] of pairs) {
      if (name === "authorization" || name === "proxy-authorization") {
        shown.push([name, this.authorization(value)]);
      } else if (SECRET_HEADER.test(name) || (CONTENT_HEADER.test(name) && namesSecret(value)))
        shown.push([name, HIDDEN]);
      else if (URL_HEADER.test(name)) shown.push([name, this.url(value)]);
      else shown.push([name, value]);
    }
    return Object.fromEntries(shown);
  }

  /** A URL without user and password; if its query holds a secret, the query is rewritten without it. */
  url(url: string): string {
    for (const [whole, before] of url.matchAll(USER_INFO)) {
      const userInfo = whole.slice(before!.length, -1);
      this.#learn(userInfo);
      this.#learn(percentDecoded(userInfo.slice(userInfo.indexOf(":") + 1)));
    }
    const at = url.indexOf("?");
    const search = at < 0 ? "" : url.slice(at);
    const start = this.path(at < 0 ? url : url.slice(0, at)).replace(USER_INFO, `$1${HIDDEN}@`);
    const pairs = this.query(search);
    if (!pairs.some(([, value]) => value === HIDDEN)) return start + search;
    const shown = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    return `${start}?${shown.join("&")}`;
  }

  /** Name and value of each query parameter, in their order. */
  query(search: string): [name: string, value: string][] {
    return [...new URLSearchParams(search)].map(([name, value]) => {
      const inner = isSecretName(name) ? [value] : secretsIn(value);
      if (inner.length === 0) return [name, value];
      for (const secret of inner) this.#learn(secret);
      return [name, HIDDEN];
    });
  }

  /** Hides the fields of a JSON value that hold secrets, at any depth. */
  json(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        return [name, isSecretName(name) ? this.secret(inner) : this.json(inner)];
      }),
    );
  }

  /** Hides a value that is a secret. */
  secret(value: unknown): unknown {
    if (value === null) return null;
    if (typeof value === "string" || typeof value === "number") this.#learn(String(value));
    return HIDDEN;
  }

  /**
   * A text up to the place where a secret may follow; nothing of it if a name before that is written with escapes. `isCut`: it
   * is JSON if it begins so, but cannot be read.
   */
  text(text: string, isCut: boolean): string {
    const secret = isCut && beginsAsJson(text) ? SECRET_FIELD : SECRET_WORD;
    const at = text.search(secret);
    const shown = at < 0 ? text : text.slice(0, at);
    if (secret.test(withoutEscapes(shown))) return HIDDEN;
    return at < 0 ? text : `${shown}${HIDDEN}`;
  }

  /** Hides all known secrets in every string of a JSON value. Call it last, when all secrets are known. */
  everywhere<T>(value: T): T {
    if (typeof value === "string") return this.message(value) as T;
    if (Array.isArray(value)) return value.map((item: unknown) => this.everywhere(item)) as T;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [this.#name(name), this.everywhere(inner as unknown)]),
    ) as T;
  }

  /** A text that may quote a secret. */
  message(text: string): string {
    if (this.#isOver) return text.length < SHORTEST ? text : HIDDEN;
    let shown = this.#withoutValues(text);
    // Most texts have none of these, which a search tells sooner than an expression.
    if (shown.includes("://")) shown = shown.replace(USER_INFO, `$1${HIDDEN}@`);
    if (TOKEN_PATH.test(shown)) shown = shown.replace(TOKEN_PATHS, `$1${HIDDEN}`);
    if (shown.includes("%3D") || shown.includes("%3d"))
      shown = shown.split(AROUND_PARAMETERS).map(shownParameter).join("");
    if (shown.includes("token_key '"))
      shown = shown.replace(/token_key '.{0,110}?'(?=:| does not belong)/g, `token_key '${HIDDEN}'`);
    return shown;
  }

  /** The name of a header that may hold a secret; it stays a name. */
  headerName(name: string): string {
    const shown = this.#isOver && PLAIN_NAME.test(name.toLowerCase()) ? name : this.message(name);
    return shown.replaceAll(HIDDEN, HIDDEN_NAME);
  }

  /** There are more secrets than are looked for. */
  get #isOver(): boolean {
    return this.#characters > MAX_CHARACTERS;
  }

  /** A finder costs more than a short text, which mostly has no secret. */
  #withoutValues(text: string): string {
    if (this.#finder === null) {
      if (this.#values.size <= FEW && !this.#anyIn(text)) return text;
      this.#finder = new SecretFinder(this.#values);
    }
    return this.#finder.replace(text, HIDDEN);
  }

  /** Whether a secret begins in a text. */
  #anyIn(text: string): boolean {
    for (const value of this.#values)
      if (text.includes(value.length > COUNTED ? value.slice(0, COUNTED) : value)) return true;
    return false;
  }

  #name(name: string): string {
    return this.#isOver && PLAIN_NAME.test(name) ? name : this.message(name);
  }

  #learn(value: string): void {
    if (value.length < SHORTEST || value === HIDDEN || this.#isOver || this.#values.has(value)) return;
    // Messages may contain it truncated, URL-encoded, and encoded twice in a signature base string.
    const encoded = percentEncode(value);
    const printable = value.replace(/[^ -~]/g, "?");
    for (const form of [value, printable, printable.slice(0, 100), encoded, percentEncode(encoded)]) {
      if (this.#values.has(form)) continue;
      this.#values.add(form);
      this.#characters += Math.min(form.length, COUNTED);
    }
    this.#finder = null;
  }
}
