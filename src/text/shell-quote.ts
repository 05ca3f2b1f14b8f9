/**
 * Characters that act on a terminal when they are pasted (Ctrl-C, the end of a bracketed paste) or that hide text:
 * control characters except the line break, line and paragraph separators, direction marks.
 */
// eslint-disable-next-line no-control-regex
const UNSAFE = /([\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+)/;

/**
 * A word of a POSIX shell that stands for this exact text, which must not contain U+0000: no shell can pass it on.
 * Characters that are unsafe to paste are written as escapes.
 */
export function shellQuote(text: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
  const parts = text.split(UNSAFE).map((part, at) => {
    if (at % 2 === 1) return `"$(printf '${octal(part)}')"`;
    return part === "" ? "" : `'${part.replaceAll("'", String.raw`'\''`)}'`;
  });
  return parts.join("") || "''";
}

/** The bytes of a text as the escapes that `printf` and `$'...'` know. */
export const octal = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
