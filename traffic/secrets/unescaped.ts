/** A text without its escapes, and where each of its characters was: one more at the end. */
export interface Unescaped {
  text: string;
  at: Readonly<Uint32Array>;
}

// A run of backslashes is read from its beginning only: tried from each of them, a long one would take quadratic time.
const ESCAPES = /(?:%[0-9a-f]{2})+|(?<!\\)\\+u[0-9a-f]{4}/gi;

/** Reads what is percent-encoded, in whatever case and with whatever left as it is, and `\u0000`, also in quotations; null if nothing is. */
export function unescaped(text: string): Unescaped | null {
  if (!text.includes("%") && !text.includes("\\u")) return null;
  let read = "";
  const at = new Uint32Array(text.length + 1);
  let from = 0;
  let to = 0;
  const plain = (end: number): void => {
    read += text.slice(from, end);
    while (from < end) at[to++] = from++;
  };
  for (const { 0: run, index } of text.matchAll(ESCAPES)) {
    plain(index);
    for (const { characters, length } of run.startsWith("%") ? percentIn(run) : [codeIn(run)]) {
      for (let unit = 0; unit < characters.length; unit++) at[to++] = from;
      read += characters;
      from += length;
    }
  }
  if (read === text || from === 0) return null;
  plain(text.length);
  at[to] = text.length;
  return { text: read, at };
}

/** Characters, and how long they are where they are escaped. */
interface Escaped {
  characters: string;
  length: number;
}

const codeIn = (run: string): Escaped => ({
  characters: String.fromCharCode(parseInt(run.slice(-4), 16)),
  length: run.length,
});

/** UTF-8, or bytes if it is none. */
function percentIn(run: string): Escaped[] {
  const bytes = Buffer.from(run.replaceAll("%", ""), "hex");
  const utf8 = bytes.toString("utf8");
  const isUtf8 = !utf8.includes("\ufffd");
  return Array.from(isUtf8 ? utf8 : bytes.toString("latin1"), (characters) => ({
    characters,
    length: 3 * (isUtf8 ? Buffer.byteLength(characters) : 1),
  }));
}
