import type { SchemaError } from "../spec/operation-table.js";
import { isSecretName } from "./secrets.js";

/** At most so many problems are told in one message. */
const MOST = 5;
/** Longest piece of the client's own data that is quoted back, in characters. */
const QUOTED = 60;

/** One way in which data breaks its schema, in words: which field, and what came and what is accepted. */
export interface Violation {
  field: string;
  reason: string;
}

/** The violations, as one message for the client. */
export function explain(violations: readonly Violation[]): string {
  const told = [...new Set(violations.map(({ field, reason }) => `${field}: ${reason}`))];
  const more = told.length > MOST ? `; and ${told.length - MOST} more` : "";
  return told.slice(0, MOST).join("; ") + more;
}

/** Reads the validator's errors. `root` names the data itself ("body"); fields below it go by their own names. */
export function violations(errors: readonly SchemaError[], root: string): Violation[] {
  return errors.map((error) => {
    const field = blamed(error, root);
    const hidden = isSecretName(field.slice(field.lastIndexOf(".") + 1));
    return { field, reason: reasonOf(error, hidden ? "a value that is not shown" : quote(error.data)) };
  });
}

/** A missing or an unknown field is to blame itself, not the object around it. */
function blamed({ keyword, params, instancePath }: SchemaError, root: string): string {
  const child = (keyword === "required" ? params["missingProperty"] : params["additionalProperty"]) as
    string | undefined;
  if (child === undefined) return fieldName(instancePath, root);
  const parent = instancePath === "" ? "" : `${fieldName(instancePath, root)}.`;
  return clip(parent + child);
}

/** The form that the data comes nearest to, of several that are accepted: unknown and missing fields weigh most. */
export function nearest(candidates: readonly SchemaError[][]): SchemaError[] {
  const weight = ({ keyword }: SchemaError): number =>
    keyword === "additionalProperties" || keyword === "required" ? 10 : 1;
  const distance = (errors: SchemaError[]): number => errors.reduce((sum, error) => sum + weight(error), 0);
  return [...candidates].sort((a, b) => distance(a) - distance(b))[0] ?? [];
}

function reasonOf(error: SchemaError, shown: string): string {
  const { keyword, params, data } = error;
  const got = `got ${shown}`;
  switch (keyword) {
    case "required":
      return `missing; ${fieldsOf(error)}`;
    case "additionalProperties":
      return `unknown field; ${fieldsOf(error)}`;
    case "type":
      return `${got}; accepted: ${typeNames(error)}${bounds(error)}`;
    case "enum":
      return `${got}; accepted: ${(params["allowedValues"] as unknown[]).map(quote).join(", ")}`;
    case "const":
      return `${got}; accepted: ${quote(params["allowedValue"])}`;
    case "maxLength":
      return `got ${[...String(data)].length} characters; accepted: at most ${String(params["limit"])}`;
    case "minLength":
      return `${got}; accepted: at least ${String(params["limit"])} character(s)`;
    case "maximum":
    case "minimum":
    case "exclusiveMaximum":
    case "exclusiveMinimum":
      return `${got}; accepted: ${String(params["comparison"])} ${String(params["limit"])}`;
    case "pattern":
      return `${got}; accepted: ${described(error)}`;
    case "minItems":
    case "maxItems": {
      const most = keyword === "maxItems" ? "most" : "least";
      return `got ${(data as unknown[]).length} item(s); accepted: at ${most} ${String(params["limit"])}`;
    }
    case "uniqueItems":
      return `items ${String(params["j"])} and ${String(params["i"])} are equal; accepted: no item twice`;
    default:
      return `${got}; ${error.message ?? `breaks ${keyword}`}`;
  }
}

/** `/snaps/0/name` as `snaps[0].name`. */
function fieldName(pointer: string, root: string): string {
  const name = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce(
      (path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`),
      "",
    );
  return clip(name === "" ? root : name);
}

function fieldsOf({ parentSchema }: SchemaError): string {
  const required = (parentSchema?.["required"] ?? []) as string[];
  const names = Object.keys(parentSchema?.["properties"] ?? {});
  if (names.length === 0) return "accepted: none";
  return `accepted: ${names.map((name) => (required.includes(name) ? `${name} (required)` : name)).join(", ")}`;
}

function typeNames({ params }: SchemaError): string {
  return [params["type"]].flat().map(String).map(withArticle).join(" or ");
}

function withArticle(type: string): string {
  if (type === "null") return "null";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function bounds({ parentSchema }: SchemaError): string {
  const { minimum, maximum } = (parentSchema ?? {}) as { minimum?: number; maximum?: number };
  return minimum !== undefined && maximum !== undefined ? ` from ${minimum} to ${maximum}` : "";
}

function described({ parentSchema, params }: SchemaError): string {
  const { format, title } = (parentSchema ?? {}) as { format?: string; title?: string };
  if (format === "uuid") return "a UUID such as 99787105-911f-4e23-bded-b0b8253aee11";
  if (String(params["pattern"]).includes("\\u0000")) return "text without control characters";
  return title ?? `text of the form ${String(params["pattern"])}`;
}

/** The client's value as JSON, cut where it is long. */
export function quote(value: unknown): string {
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return clip(value === undefined ? "nothing" : JSON.stringify(value));
}

function clip(text: string): string {
  const characters = [...text.slice(0, QUOTED * 4)];
  return characters.length > QUOTED ? `${characters.slice(0, QUOTED).join("")}...` : text;
}
