/** Maximum length of a line, in characters. */
const WIDTH = 88;
const INDENT = "  ";
/** Maximum nesting; deeper JSON is not laid out. */
const MAX_DEPTH = 200;

/**
 * JSON laid out for reading: on one line if it fits, else one line per item. The tokens are unchanged, including
 * numbers and escapes. Null if the text is not JSON.
 */
export function layoutJson(text: string, width = WIDTH): string | null {
  try {
    JSON.parse(text);
  } catch {
    return null;
  }
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g) ?? [];
  return new Layout(tokens, width).text();
}

/** A value on one line, and on several lines if it does not fit. */
interface Laid {
  flat: string;
  lines: string[];
}

class Layout {
  #at = 0;
  #isTooDeep = false;

  constructor(
    private readonly tokens: readonly string[],
    private readonly width: number,
  ) {}

  text(): string | null {
    const { flat, lines } = this.#value(0);
    if (this.#isTooDeep) return null;
    return flat.length <= this.width ? flat : lines.join("\n");
  }

  #value(depth: number): Laid {
    const token = this.tokens[this.#at++]!;
    if (token !== "{" && token !== "[") return { flat: token, lines: [token] };
    if (depth >= MAX_DEPTH) {
      this.#isTooDeep = true;
      return { flat: "", lines: [] };
    }
    return this.#items(token, token === "{" ? "}" : "]", depth);
  }

  #items(open: string, close: string, depth: number): Laid {
    const flats: string[] = [];
    const lines: string[] = [];
    while (!this.#isTooDeep && this.tokens[this.#at] !== close) {
      const name = open === "{" ? `${this.tokens[this.#at]!}: ` : "";
      if (open === "{") this.#at += 2;
      const { flat, lines: own } = this.#value(depth + 1);
      const isLast = this.tokens[this.#at] === close;
      if (!isLast) this.#at += 1;
      const fits = (depth + 1) * INDENT.length + name.length + flat.length < this.width;
      const shown = fits ? [flat] : own;
      flats.push(name + flat);
      lines.push(
        ...shown.map((line, index) => {
          const end = index === shown.length - 1 && !isLast ? "," : "";
          return `${INDENT}${index === 0 ? name : ""}${line}${end}`;
        }),
      );
    }
    this.#at += 1;
    return { flat: `${open}${flats.join(", ")}${close}`, lines: [open, ...lines, close] };
  }
}
