import { inWords } from "../mismatch.js";
import { assumptionsElseAll } from "../grounds.js";
import type { SchemaView } from "./schema-view.js";

/** One way in which a value is not as its schema says. */
export interface SchemaProblem {
  /** `products[0].snaps`; empty for the value itself. */
  path: string;
  expected: string;
  got: string;
  /** Where it is known from that it should be otherwise. */
  provenance: readonly string[];
}

/** What is wrong with a value, in words. Where several forms are allowed, it is told of the nearest one. */
export function schemaProblems(value: unknown, schema: SchemaView, path = ""): SchemaProblem[] {
  const forms = schema.forms;
  if (forms.length > 0) return ofForms(value, forms, path);
  const wrong = (expected: string, got = inWords(value)): SchemaProblem[] => [
    { path, expected, got, provenance: schema.provenance },
  ];
  const type = schema.get<string>("type");
  if (type !== undefined && !isOfType(value, type)) return wrong(TYPE_NAMES[type] ?? type);
  const only = schema.get<unknown>("const");
  if (only !== undefined && value !== only) return wrong(inWords(only));
  const allowed = schema.get<unknown[]>("enum");
  if (allowed && !allowed.includes(value)) return wrong(`one of ${allowed.map(String).join(", ")}`);
  if (typeof value === "string") return ofText(value, schema, wrong);
  if (typeof value === "number") return ofNumber(value, schema, wrong);
  if (Array.isArray(value)) return ofList(value, schema, path, wrong);
  if (isObject(value)) return ofObject(value, schema, path);
  return [];
}

type Wrong = (expected: string, got?: string) => SchemaProblem[];

const TYPE_NAMES: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  string: "a string",
};

/** Whether a value is of a JSON Schema type. */
export function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "array":
      return Array.isArray(value);
    case "integer":
      return Number.isInteger(value);
    case "null":
      return value === null;
    case "object":
      return isObject(value);
    default:
      return typeof value === type;
  }
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The form that a value is meant to have: one that it has, or that it has most in common with. */
export function nearestForm(value: unknown, forms: readonly SchemaView[]): SchemaView {
  const distance = (form: SchemaView): number =>
    schemaProblems(value, form).reduce((sum, { path }) => sum + (/[.[]/.test(path) ? 1 : 10), 0);
  const kind = isObject(value) ? value["event_type"] : undefined;
  const named = forms.filter(
    (form) => kind !== undefined && form.property("event_type")?.get("const") === kind,
  );
  const typed = forms.filter((form) => isOfType(value, form.get<string>("type") ?? typeof value));
  const candidates = [named, typed, forms].find((some) => some.length > 0)!;
  return candidates.reduce((best, form) => (distance(form) < distance(best) ? form : best));
}

function ofForms(value: unknown, forms: readonly SchemaView[], path: string): SchemaProblem[] {
  const found = schemaProblems(value, nearestForm(value, forms), path);
  const nullable = forms.some((form) => form.get("type") === "null");
  return found.map((problem) =>
    nullable && problem.path === path ? { ...problem, expected: `${problem.expected} or null` } : problem,
  );
}

function ofText(value: string, schema: SchemaView, wrong: Wrong): SchemaProblem[] {
  const length = [...value].length;
  const { minLength = 0, maxLength = Infinity } = {
    minLength: schema.get<number>("minLength"),
    maxLength: schema.get<number>("maxLength"),
  };
  if (length < minLength) return wrong(`at least ${minLength} character(s)`);
  if (length > maxLength) return wrong(`at most ${maxLength} characters`, `${length} characters`);
  const pattern = schema.get<string>("pattern");
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) return wrong(form(schema, pattern));
  return [];
}

/** What a pattern means, for people. */
function form(schema: SchemaView, pattern: string): string {
  switch (schema.get<string>("format")) {
    case "uuid":
      return "a UUID";
    case "naive-microseconds":
      return "a time such as 2016-01-04T17:34:39.093142 (six digits, no offset)";
    case "offset-microseconds":
      return "a time such as 2016-01-04T16:58:28.805000+00:00 (six digits, with offset)";
    default:
      return pattern.includes("\\u0000") ? "text without control characters" : `text that fits ${pattern}`;
  }
}

function ofNumber(value: number, schema: SchemaView, wrong: Wrong): SchemaProblem[] {
  const { minimum = -Infinity, maximum = Infinity } = {
    minimum: schema.get<number>("minimum"),
    maximum: schema.get<number>("maximum"),
  };
  if (value < minimum) return wrong(`at least ${minimum}`);
  return value > maximum ? wrong(`at most ${maximum}`) : [];
}

function ofList(value: unknown[], schema: SchemaView, path: string, wrong: Wrong): SchemaProblem[] {
  const least = schema.get<number>("minItems") ?? 0;
  if (value.length < least) return wrong(`at least ${least} item(s)`, `${value.length} item(s)`);
  const distinct = new Set(value.map((item) => JSON.stringify(item)));
  if (schema.get("uniqueItems") === true && distinct.size < value.length) return wrong("no item twice");
  const { items } = schema;
  return items ? value.flatMap((item, index) => schemaProblems(item, items, `${path}[${index}]`)) : [];
}

function ofObject(value: Record<string, unknown>, schema: SchemaView, path: string): SchemaProblem[] {
  const below = (name: string): string => (path === "" ? name : `${path}.${name}`);
  const missing = schema.required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => ({
      path: below(name),
      expected: "the field",
      got: `none; there are ${Object.keys(value).join(", ") || "no fields at all"}`,
      provenance: schema.property(name)!.provenance,
    }));
  const others = Object.entries(value).flatMap(([name, item]): SchemaProblem[] => {
    const property = schema.property(name);
    if (property) return schemaProblems(item, property, below(name));
    const known = schema.propertyNames.join(", ") || "none";
    return [
      {
        path: below(name),
        expected: `no such field (known: ${known})`,
        got: inWords(item),
        provenance: assumptionsElseAll(schema.provenance),
      },
    ];
  });
  return [...missing, ...others];
}
