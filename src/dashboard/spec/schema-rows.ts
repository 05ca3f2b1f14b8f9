import type { ShownSchema } from "./shown-schema.js";

/** A line of a schema's table. */
export interface SchemaRow {
  /** Nesting depth; 0 for the fields of the body itself. */
  depth: number;
  name: string;
  /** Null if it is not a field of an object. */
  required: boolean | null;
  schema: ShownSchema;
}

/** Maximum depth; deeper schemas are not expanded. */
const MAX_DEPTH = 6;

/** The lines of a schema's table; none for a schema without fields or items. */
export function schemaRows(schema: ShownSchema, depth = 0): SchemaRow[] {
  if (depth > MAX_DEPTH) return [];
  const line = (name: string, required: boolean | null, inner: ShownSchema): SchemaRow[] => [
    { depth, name, required, schema: inner },
    ...schemaRows(inner, depth + 1),
  ];
  const { items, others } = schema;
  return [
    ...schema.properties.flatMap(({ name, required, schema: inner }) => line(name, required, inner)),
    ...(others === null ? [] : line("any other name", null, others)),
    ...(items === null || !isCompound(items) ? [] : line("each item", null, items)),
    ...schema.forms.flatMap((form, index) => line(form.name ?? `form ${index + 1}`, null, form)),
  ];
}

const isCompound = ({ kind, description }: ShownSchema): boolean =>
  kind === "object" || kind === "list" || kind === "forms" || description !== "";

/** The values that a schema accepts, in a few words: `list of text, or null`. */
export function kindText({ kind, items, nullable, choices }: ShownSchema): string {
  const base =
    kind === "list"
      ? `list of ${items === null ? "anything" : kindText(items)}`
      : kind === "any"
        ? "any JSON"
        : kind === "forms"
          ? "one of several forms"
          : kind;
  const listed =
    choices.length === 0 ? base : choices.length === 1 ? choices[0]! : `one of ${choices.join(", ")}`;
  return nullable ? `${listed}, or null` : listed;
}
