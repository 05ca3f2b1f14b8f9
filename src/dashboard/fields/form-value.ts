import type { Form } from "../page.js";
import { plainLines } from "../send/draft.js";
import type { ShownSchema } from "../spec/shown-schema.js";

/** The field of a property: `body.name`; of a list's item: `body.snaps.0.name`. */
export const fieldName = (at: string, name: string | number): string => `${at}.${name}`;

/** The hidden field that says how many rows a list has. */
export const rowsField = (at: string): string => `${at}.rows`;

/** A list whose items are objects is a table with a row for each item; any other list is JSON. */
export const isTable = ({ kind, items }: ShownSchema): boolean => kind === "list" && items?.kind === "object";

/** More rows than that are not read. */
const MAX_ROWS = 200;

/**
 * The object that the fields of a form say, by its schema. It takes what was typed as it is, also where the schema does
 * not: a number that is none stays text, so that the API can refuse it. A field left empty is left out, unless it is
 * required.
 */
export function objectOf(schema: ShownSchema, form: Form, at: string): Record<string, unknown> {
  const entries = schema.properties.flatMap(({ name, required, schema: inner }): [string, unknown][] => {
    const field = fieldName(at, name);
    const value = isTable(inner) ? rowsOf(inner, form, field) : leafOf(inner, form.text(field), required);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** The rows that are not empty. */
function rowsOf(schema: ShownSchema, form: Form, at: string): unknown[] {
  const count = Math.min(MAX_ROWS, Number(form.text(rowsField(at))) || 0);
  return Array.from({ length: count }, (_, index) => fieldName(at, index))
    .filter((row) => schema.items!.properties.some(({ name }) => form.text(fieldName(row, name)) !== ""))
    .map((row) => objectOf(schema.items!, form, row));
}

/** Undefined where it is left out. */
function leafOf(schema: ShownSchema, typed: string, required: boolean): unknown {
  const text = plainLines(typed);
  if (text === "") return required && schema.nullable ? null : required && isText(schema) ? "" : undefined;
  switch (schema.kind) {
    case "text":
      return text;
    case "integer":
    case "number":
      return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    default:
      return jsonOr(text);
  }
}

const isText = ({ kind }: ShownSchema): boolean => kind === "text" || kind === "any";

/** What is no JSON is text. */
function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What a field shows for a value; text that reads as JSON is quoted where the field takes any JSON. */
export function textOf(schema: ShownSchema, value: unknown): string {
  if (value === undefined) return "";
  if (schema.kind === "text" || schema.kind === "integer" || schema.kind === "number")
    return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  if (typeof value === "string" && jsonOr(value) === value) return value;
  return JSON.stringify(value);
}
