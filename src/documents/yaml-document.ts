import { readFileSync } from "node:fs";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { type Document, LineCounter, parseDocument } from "yaml";

/** A file of the user's that cannot be used: one line a problem, each `file:line: field: what is wrong`. */
export class DocumentError extends Error {
  override name = "DocumentError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Compiles the JSON Schema in `file`, for {@link readYaml}. */
export function compileSchema(file: string): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, useDefaults: true });
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")) as object);
}

/** Reads a YAML (or JSON) file and judges it by a schema. @throws DocumentError */
export function readYaml<T>(file: string, schema: ValidateFunction): T {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new DocumentError([`${file}: cannot be read: ${(error as Error).message}`]);
  }
  return parseYaml(text, file, schema);
}

/** As {@link readYaml}, for a text; `file` is its name in messages. @throws DocumentError */
export function parseYaml<T>(text: string, file: string, schema: ValidateFunction): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const at = (offset: number): string => `${file}:${lines.linePos(offset).line}`;
  if (document.errors.length > 0) {
    throw new DocumentError(
      document.errors.map(
        (error) => `${at(error.pos[0])}: ${error.message.split("\n")[0]!.replace(/ at line .*$/, "")}`,
      ),
    );
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 });
  if (value === null || value === undefined) throw new DocumentError([`${file}:1: the file is empty`]);
  if (schema(value)) return value as T;
  const errors = (schema.errors ?? []).filter((error) => !["oneOf", "anyOf", "if"].includes(error.keyword));
  throw new DocumentError(
    [...new Set(errors.map((error) => `${at(offsetOf(document, error))}: ${sentence(error)}`))].slice(0, 8),
  );
}

/** Where in the text the value (or, for an unknown field, its key) stands. */
function offsetOf(document: Document, error: ErrorObject): number {
  const path: (string | number)[] = segments(error.instancePath);
  const unknown = error.params["additionalProperty"] as string | undefined;
  for (let length = path.length; length >= 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as
      | { range?: [number, number, number]; items?: { key?: { value?: unknown; range?: [number] } }[] }
      | undefined;
    if (!node) continue;
    const key = node.items?.find((item) => unknown !== undefined && item.key?.value === unknown)?.key;
    const range = key?.range ?? node.range;
    if (range) return range[0];
  }
  return 0;
}

function segments(pointer: string): (string | number)[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

function sentence(error: ErrorObject): string {
  const { keyword, params } = error;
  const path = segments(error.instancePath);
  const field = (child?: string): string =>
    [...path, ...(child === undefined ? [] : [child])].map(String).join(".") || "the document";
  const known = Object.keys((error.parentSchema?.["properties"] ?? {}) as object);
  if (keyword === "additionalProperties") {
    return `${field(params["additionalProperty"] as string)}: unknown field; accepted: ${known.join(", ")}`;
  }
  if (keyword === "required") return `${field(params["missingProperty"] as string)}: missing`;
  const came = error.data === undefined ? "nothing" : JSON.stringify(error.data).slice(0, 60);
  if (keyword === "enum") {
    return `${field()}: got ${came}; accepted: ${(params["allowedValues"] as unknown[]).map(String).join(", ")}`;
  }
  const hint = error.parentSchema?.["description"] as string | undefined;
  return `${field()}: got ${came}; ${error.message ?? keyword}${hint ? ` (${hint})` : ""}`;
}
