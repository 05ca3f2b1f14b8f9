import type { ErrorObject } from "ajv";
import type { FieldPath, FieldPlaces } from "./field-places.js";
import { nearestName } from "./nearest-name.js";

/** Most problems of one document that are told; more of them help nobody. */
const MOST = 8;

/** What a schema found in a document, in words: one line a problem. */
export function schemaProblems(errors: readonly ErrorObject[], places: FieldPlaces): string[] {
  return [...new Set(telling(errors).map((error) => schemaProblem(error, places)))].slice(0, MOST);
}

/** Branches that fail say why themselves; that one of them failed says nothing, unless its schema has words for it. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const branching = errors.filter(({ keyword }) => ["oneOf", "anyOf", "if"].includes(keyword));
  const worded = branching.filter(({ parentSchema }) => parentSchema?.["x-accepted"] !== undefined);
  const left = errors.filter(
    (error) =>
      worded.includes(error) ||
      (!branching.includes(error) &&
        !worded.some((whole) => error.schemaPath.startsWith(`${whole.schemaPath}/`))),
  );
  return left.length > 0 ? left : errors;
}

function schemaProblem(error: ErrorObject, places: FieldPlaces): string {
  const path = pointerPath(error.instancePath);
  const params = error.params as Record<string, unknown>;
  const schema = (error.parentSchema ?? {}) as { properties?: object; oneOf?: Kinds };
  switch (error.keyword) {
    case "additionalProperties": {
      const name = String(params["additionalProperty"]);
      const known = Object.keys(schema.properties ?? {});
      return places.problem([...path, name], unknownName("unknown field", name, known));
    }
    case "required":
      return places.problem([...path, String(params["missingProperty"])], "missing; this field is required");
    case "enum": {
      const values = params["allowedValues"] as unknown[];
      return places.problem(path, unknownName(`got ${written(error.data)}`, error.data, values.map(String)));
    }
    case "discriminator": {
      const kinds = (schema.oneOf ?? []).map((branch) => branch.properties.kind.const);
      const { tagValue } = params;
      return places.problem([...path, "kind"], unknownName(`got ${written(tagValue)}`, tagValue, kinds));
    }
    default:
      return places.problem(path, `got ${written(error.data)}; accepted: ${accepted(error)}`);
  }
}

type Kinds = { properties: { kind: { const: string } } }[];

/** `what`, the known name that is nearest to `name`, and all known names. */
export function unknownName(what: string, name: unknown, known: readonly string[]): string {
  const near = typeof name === "string" ? nearestName(name, known) : undefined;
  return `${what}${near === undefined ? "" : `, perhaps you mean ${near}`}; accepted: ${known.join(", ")}`;
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
  const what =
    error.keyword === "type" ? typeNames(error.params["type"] as string | string[]) : error.message;
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

/** A JSON pointer as a path; digits are taken for an index. */
function pointerPath(pointer: string): FieldPath {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
