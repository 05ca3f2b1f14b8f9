import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { LineCounter, parseDocument } from "yaml";
import { DocumentError } from "./document-error.js";
import { FieldPlaces } from "./field-places.js";
import { judge, type Validate } from "../schema/violation.js";
import { inWords, quote } from "../schema/words.js";

export { DocumentError } from "./document-error.js";

/** Maximum number of reported problems per document. */
const MAX_PROBLEMS = 8;

/** The expected form of a document. */
export interface DocumentForm<T> {
  /** For messages: `accepted: the fields of a seed`. */
  what: string;
  /** Undefined: any mapping is accepted. */
  schema?: ValidateFunction<T>;
}

/** A valid document. */
export interface ReadDocument<T> {
  value: T;
  /** For reporting problems beyond the schema's. */
  places: FieldPlaces;
}

/** Reads a YAML (or JSON) file. @throws DocumentError */
export function readYaml<T>(file: string, form: DocumentForm<T>): ReadDocument<T> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new DocumentError([`${file}: cannot be read: ${(error as Error).message}`]);
  }
  return parseYaml(text, file, form);
}

/** Like {@link readYaml}, for a text; `file` is its name in messages. @throws DocumentError */
export function parseYaml<T>(text: string, file: string, form: DocumentForm<T>): ReadDocument<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new DocumentError(
      document.errors.map(
        ({ pos, message }) => `${file}:${lines.linePos(pos[0]).line}: not YAML: ${message}`,
      ),
    );
  }
  const places = new FieldPlaces(file, document, lines);
  const fail = (problem: string): never => {
    throw new DocumentError([places.problem([], problem)]);
  };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    fail(`not YAML: ${(error as Error).message}`);
  }
  if (value === null || value === undefined) fail(`got an empty file; accepted: ${form.what}`);
  if (typeof value !== "object" || Array.isArray(value)) fail(`got ${quote(value)}; accepted: ${form.what}`);
  const { schema } = form;
  const violations = schema ? judge(schema as Validate, value) : [];
  if (violations.length > 0) {
    const problems = violations.map((violation) => places.problem(violation.path, inWords(violation).reason));
    throw new DocumentError([...new Set(problems)].slice(0, MAX_PROBLEMS));
  }
  return { value: value as T, places };
}
