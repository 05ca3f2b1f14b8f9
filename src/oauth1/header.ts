import { percentEncode, type Pair } from "./signature.js";

/** An `Authorization: OAuth` header, decoded. */
export interface OAuthHeader {
  realm?: string;
  /** Every parameter except realm, by name. */
  params: ReadonlyMap<string, string>;
}

/** Why a header is invalid. Names parameters but never shows values, because a PLAINTEXT signature is a secret. */
export interface HeaderProblem {
  problem: string;
}

interface Field {
  name: string;
  value: string;
  /** Where the next field may start. */
  end: number;
}

/**
 * Reads an Authorization header (RFC 5849, section 3.5.1): `OAuth name="value", name="value"`. Strict: repeated,
 * unquoted or wrongly escaped parameters are problems.
 */
export function parseAuthorization(header: string): OAuthHeader | HeaderProblem {
  const scheme = /^\s*OAuth(?:[ \t]+|$)/i.exec(header);
  if (!scheme) return { problem: 'it does not start with "OAuth "' };
  const text = header.trimEnd();
  const params = new Map<string, string>();
  let realm: string | undefined;
  let at = scheme[0].length;
  if (at >= text.length) return { problem: 'nothing follows "OAuth"' };
  for (;;) {
    const field = readField(text, at);
    if ("problem" in field) return field;
    const isRealm = field.name.toLowerCase() === "realm";
    const name = isRealm ? "realm" : decode(field.name);
    if (name === undefined) return { problem: `the parameter name at character ${at + 1} has a bad escape` };
    if (isRealm ? realm !== undefined : params.has(name))
      return { problem: `${name} is given more than once` };
    if (isRealm) {
      realm = field.value.replace(/\\(.)/g, "$1");
    } else {
      const value = readValue(name, field.value);
      if (typeof value !== "string") return value;
      params.set(name, value);
    }
    if (field.end === text.length) break;
    const comma = match(/[ \t]*,[ \t]*/y, text, field.end);
    if (!comma) return { problem: `a comma is missing after ${name}` };
    at = field.end + comma[0].length;
  }
  return realm === undefined ? { params } : { realm, params };
}

/** `name="value"` at `at`, not decoded. */
function readField(text: string, at: number): Field | HeaderProblem {
  const name = match(/[\w.~%-]+/y, text, at)?.[0];
  if (name === undefined) return { problem: `a parameter name is expected at character ${at + 1}` };
  const equals = at + name.length;
  if (text[equals] !== "=") return { problem: `"=" must follow ${name} at once` };
  if (text[equals + 1] !== '"') return { problem: `the value of ${name} must be in double quotes` };
  const quoted = match(/"((?:[^"\\]|\\.)*)"/y, text, equals + 1);
  if (!quoted) return { problem: `the closing quote of ${name} is missing` };
  return { name, value: quoted[1]!, end: equals + 1 + quoted[0].length };
}

function readValue(name: string, raw: string): string | HeaderProblem {
  if (!/^[ !#-[\]-~]*$/.test(raw)) {
    return { problem: `the value of ${name} holds a character that must be percent-encoded` };
  }
  if (/%(?![0-9a-f]{2})/i.test(raw)) {
    return { problem: `the value of ${name} has a bad escape: two hexadecimal digits must follow every "%"` };
  }
  return decode(raw) ?? { problem: `the value of ${name} has a bad escape: it is not UTF-8` };
}

function match(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Writes an Authorization header (RFC 5849, section 3.5.1), parameters in the order given. */
export function formatAuthorization(header: { realm?: string; params: Iterable<Pair> }): string {
  const realm = header.realm === undefined ? [] : [`realm="${header.realm.replace(/["\\]/g, "\\$&")}"`];
  const params = Array.from(
    header.params,
    ([name, value]) => `${percentEncode(name)}="${percentEncode(value)}"`,
  );
  return `OAuth ${[...realm, ...params].join(", ")}`;
}
