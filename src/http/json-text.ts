import { endOfString } from "../text/json-string.js";
import { namesSecret } from "./secrets.js";

/** Maximum nesting depth of a body. */
export const MAX_DEPTH = 100;
/** Maximum number of fields and items of a body, at all depths together. */
export const MAX_VALUES = 100_000;

/** Bounds of a JSON text. */
export interface JsonBounds {
  depth: number;
  values: number;
}

const BODY_BOUNDS: JsonBounds = { depth: MAX_DEPTH, values: MAX_VALUES };

/** A body that is not valid JSON, or that cannot be stored exactly. */
export class JsonTextError extends Error {
  override name = "JsonTextError";
}

/** A JSON text's value, and its first number that a double cannot represent; null if there is none. */
export interface ReadJson {
  value: unknown;
  inexact: string | null;
}

/** Reads a JSON text. `isSecret`: nothing of it is quoted. @throws JsonTextError with a message for the client */
export function parseJson(text: string, isSecret = namesSecret(text)): ReadJson {
  const inexact = scanJson(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    // The engine quotes the text around the mistake, which may be a password.
    const why = isSecret ? message.replace(/, (?:\.\.\.)?".*$/s, "") : message;
    throw new JsonTextError(`body: not valid JSON: ${why}; accepted: a JSON document`);
  }
  return { value, inexact };
}

const NO_UTF_8 = "body: not valid UTF-8; accepted: JSON in UTF-8";
const UTF_8 = new TextDecoder("utf-8", { fatal: true });

/** A body as text. @throws JsonTextError with a message for the client */
export function textOf(bytes: Uint8Array): string {
  try {
    return UTF_8.decode(bytes);
  } catch {
    throw new JsonTextError(NO_UTF_8);
  }
}

/** The same for its pieces, one after the other. @throws JsonTextError */
export function* textsOf(pieces: Iterable<Uint8Array>): Generator<string, undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch {
      throw new JsonTextError(NO_UTF_8);
    }
  };
  for (const piece of pieces) yield decode(piece);
  yield decode();
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];
const [MINUS, ZERO, NINE] = [0x2d, 0x30, 0x39];
/** Characters after the first one of a number. */
const NUMBER_PART = /[^\d.eE+-]/g;
/** A number with fewer characters and no exponent is always exact. */
const LONG_NUMBER = 16;
/** No finite double has so many digits before the point; more are leading zeros, which JSON does not have. */
const TOO_LONG_NUMBER = 400;

/**
 * Checks the bounds before parsing, because parsing, validation and serialization take time for each value and recurse.
 * Returns the first number that a double cannot represent: an integer beyond 2^53 that would change, or a number that
 * would become infinite. So opaque values are returned as they were sent, or refused. Takes one pass over any text.
 *
 * @throws JsonTextError
 */
export function scanJson(text: string, { depth: deepest, values: most } = BODY_BOUNDS): string | null {
  let depth = 0;
  let values = 1;
  let inexact: string | null = null;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) index = endOfString(text, index);
    else if (code === COMMA) values += 1;
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      depth += 1;
      values += 1;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) depth -= 1;
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = endOfNumber(text, index);
      if (inexact === null && !isExact(text.slice(index, end))) inexact = text.slice(index, end);
      index = end - 1;
    }
    if (depth > deepest)
      throw new JsonTextError(`body: nested too deep; accepted: at most ${deepest} levels`);
    if (values > most)
      throw new JsonTextError(`body: too many values; accepted: at most ${most} fields and items`);
  }
  return inexact;
}

function endOfNumber(text: string, start: number): number {
  NUMBER_PART.lastIndex = start;
  return NUMBER_PART.exec(text)?.index ?? text.length;
}

function isExact(token: string): boolean {
  if (token.length < LONG_NUMBER && !/e/i.test(token)) return true;
  const value = Number(token);
  if (!Number.isFinite(value)) return false;
  if (Number.isSafeInteger(value) || !/^-?\d+$/.test(token) || String(value) === token) return true;
  return token.length > TOO_LONG_NUMBER || BigInt(token) === BigInt(value);
}
