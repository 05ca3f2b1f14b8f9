import { TextSearch } from "./text-search.js";

/**
 * A pattern in which `*` stands for any number of characters, prepared for many texts. The time grows with the length of a
 * text, whatever the pattern is.
 */
export class Glob {
  readonly #first: string;
  /** Null: there is no `*`. */
  readonly #last: string | null;
  readonly #between: readonly TextSearch[];

  constructor(pattern: string) {
    const pieces = pattern.split("*");
    this.#first = pieces.shift()!;
    this.#last = pieces.pop() ?? null;
    this.#between = pieces.filter((piece) => piece !== "").map((piece) => new TextSearch(piece));
  }

  /** Whether a whole text fits. */
  fits(text: string): boolean {
    const [first, last] = [this.#first, this.#last];
    if (last === null) return first === text;
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false;
    let at = first.length;
    for (const piece of this.#between) {
      const found = piece.indexIn(text, at);
      if (found === -1) return false;
      at = found + piece.wanted.length;
    }
    return at <= text.length - last.length;
  }
}

/** Whether a name fits one of some patterns, separated by commas. */
export function globMatcher(globs: string): (name: string) => boolean {
  const patterns = globs.split(",").map((glob) => new Glob(glob.trim()));
  return (name) => patterns.some((pattern) => pattern.fits(name));
}
