import { ONE_RECORD, type Steps } from "../domain/steps.js";
import { endOfString } from "../text/json-string.js";

/** A snapshot's document: its fields, and the records of its tables; null for a table that is not a list. */
export interface ReadDocument {
  fields: Readonly<Record<string, unknown>>;
  tables: ReadonlyMap<string, unknown[] | null>;
}

/** Reads a snapshot's text, record by record; null if it is not a JSON object. */
export function* readingDocument(text: string): Steps<ReadDocument | null> {
  const fields: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const tables = new Map<string, unknown[] | null>();
  const reader = new Reader(text);
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
          const before = reader.at;
          records.push(reader.value());
          yield ONE_RECORD + reader.at - before;
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

/** Goes through a JSON text. Values are parsed by JSON.parse, which finds every mistake in them. @throws SyntaxError */
class Reader {
  at = 0;
  /** Whether a list or a map was entered just now: no comma comes before its first item. */
  #isFirst = false;

  constructor(private readonly text: string) {}

  /** Enters a list or a map, if one comes next. */
  enters(bracket: "{" | "["): boolean {
    this.#skipBlank();
    if (this.text[this.at] !== bracket) return false;
    this.at += 1;
    this.#isFirst = true;
    return true;
  }

  /** Whether another item comes. Otherwise the list or map is left. */
  hasNext(end: "}" | "]"): boolean {
    this.#skipBlank();
    const next = this.text[this.at];
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (next === end) {
      this.at += 1;
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
    const start = this.at;
    this.at = this.#endOfValue();
    return JSON.parse(this.text.slice(start, this.at));
  }

  isAtEnd(): boolean {
    this.#skipBlank();
    return this.at === this.text.length;
  }

  #expect(character: string): void {
    if (this.text[this.at] !== character) throw new SyntaxError(`${character} is expected`);
    this.at += 1;
  }

  #skipBlank(): void {
    BLANK.lastIndex = this.at;
    BLANK.test(this.text);
    this.at = BLANK.lastIndex;
  }

  #endOfValue(): number {
    const { text } = this;
    let depth = 0;
    for (let index = this.at; index < text.length; index += 1) {
      const character = text[index];
      if (character === '"') index = endOfString(text, index);
      else if (character === "{" || character === "[") depth += 1;
      else if (character === "}" || character === "]") depth -= 1;
      else if (depth === 0) {
        AFTER_PLAIN.lastIndex = index;
        return AFTER_PLAIN.exec(text)!.index;
      }
      if (depth <= 0) return index + 1;
      if (depth > MAX_DEPTH) throw new SyntaxError("it is nested too deeply");
    }
    return text.length;
  }
}
