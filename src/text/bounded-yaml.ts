import { Composer, type Document, isAlias, isMap, isPair, isScalar, isSeq, LineCounter, Parser } from "yaml";

/** Maximum number of collections inside of each other: the library's recursion ends the process where its stack ends. */
const MAX_DEPTH = 500;
/** Maximum number of words, marks and blanks: the library takes 2 µs and 200 bytes for each. */
const MAX_TOKENS = 2_000_000;
/** Maximum number of anchors and aliases: for each alias the library goes through all of them. */
const MAX_ANCHORS = 1000;
/** Maximum number of values that aliases repeat. */
const MAX_REPEATED = 100_000;
/** Maximum number of problems that are told. */
const MAX_PROBLEMS = 8;

/** A YAML document that was read. */
export interface BoundedYaml {
  document: Document;
  lines: LineCounter;
  /** Why it cannot be used, at most eight reasons; `line` begins with 1. */
  problems: { line: number; message: string }[];
}

/**
 * Reads a YAML text in time proportional to its length. Alone, the library takes the square of it for keys and aliases, and
 * ends the process at deep nesting.
 */
export function readBoundedYaml(text: string): BoundedYaml {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, logLevel: "error", uniqueKeys: false } as const;
  const found: Problem[] = [];
  let document: Document | undefined;
  try {
    const composer = new Composer(options);
    const tokens = new BoundedParser(lines.addNewLine).parse(text);
    for (const one of composer.compose(tokens, true, text.length)) {
      if (document) found.push(new Problem("there is more than one document", one.range[0]));
      if (document) break;
      document = one;
    }
    found.unshift(
      ...document!.errors.map(({ message, pos }) => new Problem(withoutQuotation(message), pos[0])),
    );
    if (found.length === 0) found.push(...new ValueCheck().problemsOf(document!.contents));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    found.push(error);
  }
  const problems = found
    .slice(0, MAX_PROBLEMS)
    .map(({ message, offset }) => ({ line: lines.linePos(offset).line, message }));
  return { document: document!, lines, problems };
}

/** The value of what was read; aliases of the same anchor are the same object. */
export const boundedValue = ({ document }: BoundedYaml): unknown => document.toJS({ maxAliasCount: -1 });

/** What the library says, without the text that it quotes: a file that was meant to be another one may hold secrets. */
const withoutQuotation = (message: string): string =>
  message
    .replace(/(?<=\S): [^]*$/, "")
    .replace(/^(Unknown directive|Unsupported YAML version) [^]*$/, "$1")
    .replace(/^(Verbatim tags aren't resolved), so [^]*$/, "$1")
    .replace(/^The [^]* tag has no suffix$/, "A tag has no suffix");

/** Why a text cannot be used, and where. */
class Problem extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Stops at the first token that goes beyond the bounds. */
class BoundedParser extends Parser {
  #anchors = 0;
  #tokens = 0;

  override *next(source: string): ReturnType<Parser["next"]> {
    if (++this.#tokens > MAX_TOKENS)
      throw new Problem(`more than ${MAX_TOKENS} words, marks and blanks`, this.offset);
    if (this.stack.length > MAX_DEPTH)
      throw new Problem(`more than ${MAX_DEPTH} lists and mappings inside of each other`, this.offset);
    if ((source.startsWith("&") || source.startsWith("*")) && ++this.#anchors > MAX_ANCHORS)
      throw new Problem(`more than ${MAX_ANCHORS} anchors and aliases`, this.offset);
    yield* super.next(source);
  }
}

/** Looks for equal keys, and for aliases that repeat too much or have no end. */
class ValueCheck {
  /** By anchor: how many values it has, those of aliases included; null while it is gone through. */
  readonly #sizes = new Map<string, number | null>();
  readonly #problems: Problem[] = [];
  #repeated = 0;

  problemsOf(contents: unknown): Problem[] {
    this.#sizeOf(contents);
    return this.#problems;
  }

  #sizeOf(node: unknown): number {
    if (isAlias(node)) return this.#sizeOfAlias(node.source, node.range?.[0]);
    if (isPair(node)) return this.#sizeOf(node.key) + this.#sizeOf(node.value);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return 0;
    const { anchor } = node;
    if (anchor !== undefined) this.#sizes.set(anchor, null);
    let size = 1;
    if (isMap(node)) this.#checkKeys(node.items.map(({ key }) => key));
    if (!isScalar(node)) for (const item of node.items) size += this.#sizeOf(item);
    if (anchor !== undefined) this.#sizes.set(anchor, size);
    return size;
  }

  #checkKeys(keys: readonly unknown[]): void {
    const seen = new Set<unknown>();
    for (const key of keys) {
      if (!isScalar(key)) continue;
      if (seen.has(key.value)) this.#add("Map keys must be unique", key.range?.[0]);
      seen.add(key.value);
    }
  }

  #sizeOfAlias(name: string, offset: number | undefined): number {
    const size = this.#sizes.get(name);
    if (size === null) this.#add("an alias is inside of what it stands for", offset);
    if (size === undefined) this.#add("an alias stands for no anchor before it", offset);
    const before = this.#repeated;
    this.#repeated += size ?? 0;
    if (before <= MAX_REPEATED && this.#repeated > MAX_REPEATED)
      this.#add(`aliases repeat more than ${MAX_REPEATED} values`, offset);
    return size ?? 0;
  }

  #add(message: string, offset = 0): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(new Problem(message, offset));
  }
}
