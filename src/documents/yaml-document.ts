import type { ValidateFunction } from "ajv";
import { type BoundedYaml, boundedValue, readBoundedYaml } from "../text/bounded-yaml.js";
import { valueOfBuiltIn } from "./built-in.js";
import { DocumentError } from "./document-error.js";
import { FieldPlaces } from "./field-places.js";
import { judge, type Validate } from "../schema/violation.js";
import { inWords, quote } from "../schema/words.js";

export { DocumentError } from "./document-error.js";
import { textOfFile } from "../text/file-text.js";
import { isSecretName } from "../text/secret-name.js";

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
    text = textOfFile(file);
  } catch (error) {
    throw new DocumentError([`${file}: cannot be read: ${(error as Error).message}`]);
  }
  return parseYaml(text, file, form);
}

/** Like {@link readYaml}, for a text; `file` is its name in messages. @throws DocumentError */
export function parseYaml<T>(text: string, file: string, form: DocumentForm<T>): ReadDocument<T> {
  const builtIn = valueOfBuiltIn(text);
  const { value, places } = builtIn
    ? { value: builtIn, places: new FieldPlaces(file, () => parsed(text, file)) }
    : readAny(text, file);
  const fail = (problem: string): never => {
    throw new DocumentError([places.problem([], problem)]);
  };
  if (value === null || value === undefined) fail(`got an empty file; accepted: ${form.what}`);
  return checked(value, places, form);
}

/**
 * Like {@link parseYaml}, for a value that came as JSON; it gets the schema's defaults. Unlike a text's, its check takes
 * time in proportion to its size. @throws DocumentError
 */
export function checkDocument<T>(value: unknown, name: string, form: DocumentForm<T>): ReadDocument<T> {
  return checked(structuredClone(value), new FieldPlaces(name, null), form);
}

function checked<T>(value: unknown, places: FieldPlaces, { what, schema }: DocumentForm<T>): ReadDocument<T> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new DocumentError([places.problem([], `got ${quote(value)}; accepted: ${what}`)]);
  const violations = schema ? judge(schema as Validate, value) : [];
  if (violations.length > 0) {
    const problems = violations.map((violation) =>
      places.problem(violation.path, inWords(violation, { hides: isSecretName }).reason),
    );
    throw new DocumentError([...new Set(problems)].slice(0, MAX_PROBLEMS));
  }
  return { value: value as T, places };
}

/** The value of a text, of whatever kind. Unlike the library's own, it warns nobody of tags in it. @throws DocumentError */
export const valueOfYaml = (text: string, file: string): unknown => readAny(text, file).value;

/** A document and its value, of whatever kind. @throws DocumentError */
function readAny(text: string, file: string): ReadDocument<unknown> {
  const read = parsed(text, file);
  const places = new FieldPlaces(file, () => read);
  try {
    return { value: boundedValue(read), places };
  } catch (error) {
    throw new DocumentError([places.problem([], `not YAML: ${(error as Error).message}`)]);
  }
}

/** @throws DocumentError */
function parsed(text: string, file: string): BoundedYaml {
  const read = readBoundedYaml(text);
  if (read.problems.length > 0)
    throw new DocumentError(
      read.problems.map(({ line, message }) => `${file}:${line}: not YAML: ${message}`),
    );
  return read;
}
