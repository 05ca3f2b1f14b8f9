import type { ErrorObject } from "ajv";
import type { Document, LineCounter } from "yaml";
import { isCollection, isMap, isScalar } from "yaml";
import { nearestName } from "./nearest-name.js";

/** A place in a document: keys and indexes. */
export type FieldPath = readonly (string | number)[];

/** Says where in a file a field stands, for messages. */
export class FieldPlaces {
  constructor(
    readonly file: string,
    private readonly document: Document,
    private readonly lines: LineCounter,
  ) {}

  /** `file:line: field: problem`. The line is the field's, or that of the nearest thing around it. */
  problem(path: FieldPath, problem: string): string {
    const field = fieldName(path);
    return `${this.file}:${this.line(path)}: ${field && `${field}: `}${problem}`;
  }

  line(path: FieldPath): number {
    for (let length = path.length; length > 0; length--) {
      const offset = this.#offset(path.slice(0, length));
      if (offset !== undefined) return this.lines.linePos(offset).line;
    }
    return 1;
  }

  /** Where the field's key stands, or the entry where it is one of a list. */
  #offset(path: FieldPath): number | undefined {
    const last = path.at(-1)!;
    const around: unknown =
      path.length === 1 ? this.document.contents : this.document.getIn(path.slice(0, -1), true);
    if (!isCollection(around)) return undefined;
    if (!isMap(around)) return (around.items[Number(last)] as { range?: [number] } | undefined)?.range?.[0];
    const pair = around.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
}

/** `behaviours[0].rate` */
function fieldName(path: FieldPath): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`))
    .join("")
    .replace(/^\./, "");
}

/** A problem that the schema found, in words. */
export function schemaProblem(error: ErrorObject, places: FieldPlaces): string {
  const path = pointerPath(error.instancePath);
  const params = error.params as Record<string, unknown>;
  const schema = (error.parentSchema ?? {}) as { properties?: object; oneOf?: Kinds };
  switch (error.keyword) {
    case "additionalProperties": {
      const name = String(params.additionalProperty);
      return places.problem(
        [...path, name],
        unknownName("unknown field", name, Object.keys(schema.properties ?? {})),
      );
    }
    case "required":
      return places.problem([...path, String(params.missingProperty)], "missing; this field is required");
    case "enum":
      return places.problem(path, unknownName("came", error.data, params.allowedValues as string[]));
    case "discriminator": {
      const kinds = (schema.oneOf ?? []).map((branch) => branch.properties.kind.const);
      return places.problem([...path, "kind"], unknownName("came", params.tagValue, kinds));
    }
    default:
      return places.problem(path, `came ${written(error.data)}, accepted: ${accepted(error)}`);
  }
}

type Kinds = { properties: { kind: { const: string } } }[];

/** A name that is none of the known ones, with the nearest of them. */
export function unknownName(what: string, name: unknown, known: readonly string[]): string {
  const shown = what === "came" ? `came ${written(name)}` : what;
  const near = typeof name === "string" ? nearestName(name, known) : undefined;
  return `${shown}${near === undefined ? "" : `, perhaps you mean ${near}`}; accepted: ${known.join(", ")}`;
}

/** A value as it came, short. */
export function written(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The schema says in `x-accepted` what a form with several rules accepts. */
function accepted(error: ErrorObject): string {
  const schema = (error.parentSchema ?? {}) as { "x-accepted"?: string; description?: string };
  if (schema["x-accepted"] !== undefined) return schema["x-accepted"];
  const what = error.keyword === "type" ? typeNames(error.params.type as string | string[]) : error.message;
  const said = schema.description?.replace(/\.$/, "");
  return `${what ?? "otherwise"}${said === undefined ? "" : ` (${said})`}`;
}

const TYPE_NAMES: Record<string, string> = {
  array: "a list",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "fields with values",
  string: "a text",
};

function typeNames(types: string | string[]): string {
  return [types]
    .flat()
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(" or ");
}

/** A JSON pointer as a path. Profiles have no field that looks like an index, so digits are one. */
function pointerPath(pointer: string): FieldPath {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
