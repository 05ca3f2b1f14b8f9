/** Maximum length of a line, in characters. */
const WIDTH = 88;
const INDENT = "  ";
/** Maximum nesting; deeper JSON is not laid out. */
const MAX_DEPTH = 200;
/** Maximum length of what is laid out, in characters, and how many times longer than the text it may be. */
const MAX_LENGTH = 512 * 1024;
const MAX_GROWTH = 10;
/** The growth of a short text does not matter. */
const SHORT = 4096;

/**
 * JSON laid out for reading: on one line if it fits, else one line per item. The tokens are unchanged, including
 * numbers and escapes. Null if the text is not JSON, or if it is so deep or so long that nobody would read it.
 */
export function layoutJson(text: string, width = WIDTH): string | null {
  if (text.length > MAX_LENGTH) return null;
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  const ends = endsOf(tokens);
  if (ends === null) return null;
  return new Layout(tokens, ends, {
    width,
    room: Math.min(MAX_LENGTH, SHORT + MAX_GROWTH * text.length),
  }).text();
}

/** For each bracket that opens, where its partner is; null if the nesting is too deep. */
function endsOf(tokens: readonly string[]): Uint32Array | null {
  const ends = new Uint32Array(tokens.length);
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token === "{" || token === "[") open.push(index);
    else if (token === "}" || token === "]") ends[open.pop()!] = index;
    if (open.length > MAX_DEPTH) return null;
  }
  return ends;
}

/** A token as it stands on a line. */
const onLine = (token: string): string => (token === ":" || token === "," ? `${token} ` : token);

/** Takes time for what it writes: each token is measured once and written once. */
class Layout {
  #at = 0;
  readonly #pieces: string[] = [];
  #room: number;
  readonly #width: number;
  /** How long the tokens before each one are on one line. */
  readonly #before: Uint32Array;

  constructor(
    private readonly tokens: readonly string[],
    private readonly ends: Uint32Array,
    { width, room }: { width: number; room: number },
  ) {
    this.#width = width;
    this.#room = room;
    this.#before = new Uint32Array(tokens.length + 1);
    for (const [index, token] of tokens.entries())
      this.#before[index + 1] = this.#before[index]! + onLine(token).length;
  }

  /** Null if it is longer than there is room. */
  text(): string | null {
    this.#value(0, this.#width);
    return this.#room < 0 ? null : this.#pieces.join("");
  }

  /** Writes the next value: on this line if it has at most `left` characters. */
  #value(depth: number, left: number): void {
    const token = this.tokens[this.#at]!;
    const isOpen = token === "{" || token === "[";
    const end = isOpen ? this.ends[this.#at]! : this.#at;
    if (isOpen && this.#before[end + 1]! - this.#before[this.#at]! > left) this.#items(depth, end);
    else while (this.#at <= end) this.#write(onLine(this.tokens[this.#at++]!));
  }

  /** Writes a list or an object, one line per item. */
  #items(depth: number, end: number): void {
    const indent = INDENT.repeat(depth + 1);
    this.#write(this.tokens[this.#at++]!);
    while (this.#at < end && this.#room >= 0) {
      const name = this.tokens[this.#at + 1] === ":" ? `${this.tokens[this.#at]!}: ` : "";
      if (name !== "") this.#at += 2;
      this.#write(`\n${indent}${name}`);
      this.#value(depth + 1, this.#width - indent.length - name.length - 1);
      if (this.#at < end) this.#write(this.tokens[this.#at++]!);
    }
    this.#at = end + 1;
    this.#write(`\n${INDENT.repeat(depth)}${this.tokens[end]!}`);
  }

  #write(piece: string): void {
    this.#room -= piece.length;
    this.#pieces.push(piece);
  }
}
