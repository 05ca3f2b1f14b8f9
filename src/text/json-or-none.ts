import { endOfString } from "./json-string.js";

/** Nothing that reads an answer recurses deeper. */
const MAX_DEPTH = 200;
/** Maximum number of fields and items: each takes more memory than the characters that it takes. */
const MAX_VALUES = 20_000_000;
const QUOTE = 0x22;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/** The value of a JSON text; undefined if it is none, or more than any answer of an API. */
export function jsonOrNone(text: string): unknown {
  try {
    return boundedJson(text);
  } catch {
    return undefined;
  }
}

/** The value of a JSON text. @throws Error if it is none, or deeper or of more values than any program writes */
export function boundedJson(text: string): unknown {
  if (isTooMuch(text))
    throw new Error(`more than ${MAX_VALUES} values, or ${MAX_DEPTH} inside of each other`);
  return JSON.parse(text);
}

function isTooMuch(text: string): boolean {
  if (text.length <= 2 * MAX_DEPTH) return false;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values += 1;
    else if (code === OPEN_LIST || code === OPEN_MAP) {
      depth += 1;
      values += 1;
    } else if (code === CLOSE_LIST || code === CLOSE_MAP) depth -= 1;
    if (depth > MAX_DEPTH || values > MAX_VALUES) return true;
  }
  return false;
}
