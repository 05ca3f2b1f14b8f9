import { endOfString } from "./json-string.js";

/** Indented JSON may be so many times as long as what it shows, beyond a length that costs nothing. */
const MAX_GROWTH = 8;
const FREE = 1024 * 1024;
const QUOTE = 0x22;
const COMMA = 0x2c;
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A value as indented JSON; in one line where the indentation would be many times as long as the value: others chose its nesting. */
export function indented(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return "";
  return indentation(text) > MAX_GROWTH * text.length + FREE ? text : JSON.stringify(value, null, 2);
}

/** How many characters of white space JSON gets where it is indented. */
function indentation(text: string): number {
  let depth = 0;
  let spaces = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_LIST || code === OPEN_MAP) depth += 1;
    else if (code === CLOSE_LIST || code === CLOSE_MAP) depth -= 1;
    else if (code !== COMMA) continue;
    if (code !== QUOTE) spaces += 2 * depth + 1;
  }
  return spaces;
}
