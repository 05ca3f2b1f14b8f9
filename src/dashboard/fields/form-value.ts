import type { Form } from "../page.js";
import { plainLines } from "../send/draft.js";
import type { ShownSchema } from "../spec/shown-schema.js";
import { typedJsonOr } from "./typed-json.js";

/** The name of a property's field, such as `body.name`, or `body.snaps.0.name` for a list's item. */
export const fieldName = (at: string, name: string | number): string => `${at}.${name}`;

/** The hidden field with a list's number of rows. */
export const rowsField = (at: string): string => `${at}.rows`;

/** Whether a list is edited as a table: its items are objects. Any other list is edited as JSON. */
export const isTable = ({ kind, items }: ShownSchema): boolean => kind === "list" && items?.kind === "object";

/** Maximum number of rows of a list that are drawn and read. */
export const MAX_ROWS = 200;

/**
 * The object that a form's fields describe, by its schema. Invalid values are kept as typed: what is not a number
 * stays text, so that the API can refuse it. Empty fields are left out unless they are required.
 */
export function objectOf(schema: ShownSchema, form: Form, at: string): Record<string, unknown> {
  const entries = schema.properties.flatMap(({ name, required, schema: inner }): [string, unknown][] => {
    const field = fieldName(at, name);
    const value = isTable(inner) ? rowsOf(inner, form, field) : leafOf(inner, form.text(field), required);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** Whether each list of an object has as many rows as its fields have at most. */
export const hasFewRows = (value: object): boolean =>
  Object.values(value).every((one) => !Array.isArray(one) || one.length <= MAX_ROWS);

/** The rows that are not empty. */
function rowsOf(schema: ShownSchema, form: Form, at: string): unknown[] {
  const count = Math.min(MAX_ROWS, Number(form.text(rowsField(at))) || 0);
  return Array.from({ length: count }, (_, index) => fieldName(at, index))
    .filter((row) => schema.items!.properties.some(({ name }) => form.text(fieldName(row, name)) !== ""))
    .map((row) => objectOf(schema.items!, form, row));
}

/** A field's value; undefined if it is left out. */
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

/** Parses JSON; anything else is text, and so is JSON that the API does not accept. */
const jsonOr = (text: string): unknown => typedJsonOr(text, text);

/** A value as the field's text. Where the field takes any JSON, text that reads as JSON is quoted. */
export function textOf(schema: ShownSchema, value: unknown): string {
  if (value === undefined) return "";
  if (schema.kind === "text" || schema.kind === "integer" || schema.kind === "number")
    return value === null ? "" : typeof value === "string" ? value : JSON.stringify(value);
  if (typeof value === "string" && jsonOr(value) === value) return value;
  return JSON.stringify(value);
}
