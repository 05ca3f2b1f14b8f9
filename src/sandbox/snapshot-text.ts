import { ONE_RECORD, type Steps } from "../domain/steps.js";
import { endOfString } from "../text/json-string.js";

/** A snapshot's document: its fields, and the records of its tables; null for a table that is not a list. */
export interface ReadDocument {
  fields: Readonly<Record<string, unknown>>;
  tables: ReadonlyMap<string, unknown[] | null>;
}

/** A snapshot's text, or its pieces in their order. */
export type SnapshotText = string | Iterable<string>;

/** Reads a snapshot's text, record by record; null if it is not a JSON object. */
export function* readingDocument(text: SnapshotText): Steps<ReadDocument | null> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const tables = new Map<string, unknown[] | null>();
  const reader = new Reader(typeof text === "string" ? [text] : text);
  try {
    if (!reader.enters("{")) return null;
    for (const name of reader.fields()) {
      if (name !== "tables" || !reader.enters("{")) {
        fields[name] = reader.value();
        continue;
      }
      for (const table of reader.fields()) {
        if (!reader.enters("[")) {
          reader.value();
          tables.set(table, null);
          continue;
        }
        const records: unknown[] = [];
        tables.set(table, records);
        while (reader.hasNext("]")) {
          const before = reader.passed;
          records.push(reader.value());
          yield ONE_RECORD + reader.passed - before;
        }
      }
    }
    return reader.isAtEnd() ? { fields, tables } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** More than any record has: a body has at most 100 levels. Deeper ones cannot be written as JSON again. */
const MAX_DEPTH = 500;

const BLANK = /[ \t\r\n]*/y;
/** The end of a value that is no string, list or map. */
const AFTER_PLAIN = /[,\]}\s]|$/g;

/**
 * Goes through a JSON text, of which it holds no more than it needs. Values are parsed by JSON.parse, which finds every
 * mistake in them. @throws SyntaxError
 */
class Reader {
  readonly #pieces: Iterator<string>;
  /** The part of the text that was read and not passed, and what is before it in the same pieces. */
  #text = "";
  #at = 0;
  /** Number of characters before that. */
  #before = 0;
  /** Whether a list or a map was entered just now: no comma comes before its first item. */
  #isFirst = false;

  constructor(pieces: Iterable<string>) {
    this.#pieces = pieces[Symbol.iterator]();
  }

  /** Number of characters that were passed. */
  get passed(): number {
    return this.#before + this.#at;
  }

  /** Enters a list or a map, if one comes next. */
  enters(bracket: "{" | "["): boolean {
    this.#skipBlank();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at += 1;
    this.#isFirst = true;
    return true;
  }

  /** Whether another item comes. Otherwise the list or map is left. */
  hasNext(end: "}" | "]"): boolean {
    this.#skipBlank();
    const next = this.#text[this.#at];
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (next === end) {
      this.#at += 1;
      return false;
    }
    if (!isFirst) this.#expect(",");
    return true;
  }

  /** The names of a map's fields; the caller reads the value of each. */
  *fields(): Generator<string> {
    while (this.hasNext("}")) {
      const name = this.value();
      if (typeof name !== "string") throw new SyntaxError("a name is expected");
      this.#skipBlank();
      this.#expect(":");
      yield name;
    }
  }

  value(): unknown {
    this.#skipBlank();
    let end = this.#endOfValue();
    while (end === null && this.#readMore()) end = this.#endOfValue();
    const from = this.#at;
    this.#at = end ?? this.#text.length;
    return JSON.parse(this.#text.slice(from, this.#at));
  }

  isAtEnd(): boolean {
    this.#skipBlank();
    return this.#at === this.#text.length;
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw new SyntaxError(`${character} is expected`);
    this.#at += 1;
  }

  #skipBlank(): void {
    do {
      BLANK.lastIndex = this.#at;
      BLANK.test(this.#text);
      this.#at = BLANK.lastIndex;
    } while (this.#at === this.#text.length && this.#readMore());
  }

  /** Reads at least as much as is there and not passed, so that a long value is not searched too often; false at the end. */
  #readMore(): boolean {
    const rest = this.#text.slice(this.#at);
    let more = "";
    while (more.length <= rest.length) {
      const { done, value } = this.#pieces.next() as IteratorResult<string, undefined>;
      if (done) break;
      more += value;
    }
    if (more === "") return false;
    this.#before += this.#at;
    this.#text = rest + more;
    this.#at = 0;
    return true;
  }

  /** Null if it is not in what was read. */
  #endOfValue(): number | null {
    const text = this.#text;
    let depth = 0;
    for (let index = this.#at; index < text.length; index += 1) {
      const character = text[index];
      if (character === '"') {
        index = endOfString(text, index);
        if (index === text.length) return null;
      } else if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      else if (depth === 0) {
        AFTER_PLAIN.lastIndex = index;
        const end = AFTER_PLAIN.exec(text)!.index;
        return end === text.length ? null : end;
      }
      if (depth <= 0) return index + 1;
      if (depth > MAX_DEPTH) throw new SyntaxError("it is nested too deeply");
    }
    return null;
  }
}
