import type { SchemaView } from "../../src/spec/schema-view.js";

/** A small valid value of a schema. */
export function sample(schema: SchemaView): unknown {
  const { forms } = schema;
  if (forms.length > 0) return sample(forms.find((form) => form.get("type") !== "null") ?? forms[0]!);
  const only = schema.get<unknown>("const") ?? schema.get<unknown[]>("enum")?.[0];
  if (only !== undefined) return only;
  switch (schema.get<string>("type")) {
    case "string":
      return sampleText(schema);
    case "integer":
    case "number":
      return schema.get<number>("minimum") ?? 0;
    case "array":
      return (schema.get<number>("minItems") ?? 0) > 0 ? [sample(schema.items!)] : [];
    case "object":
      return Object.fromEntries(schema.required.map((name) => [name, sample(schema.property(name)!)]));
    default:
      return null;
  }
}

function sampleText(schema: SchemaView): string {
  switch (schema.get<string>("format")) {
    case "uuid":
      return "00000000-0000-4000-8000-000000000000";
    case "naive-microseconds":
      return "2016-01-04T17:34:39.093142";
    case "offset-microseconds":
      return "2016-01-04T16:58:28.805000+00:00";
    default:
      return "x".repeat(Math.max(1, schema.get<number>("minLength") ?? 1));
  }
}

/** Whether null is allowed. */
export const isNullable = (schema: SchemaView): boolean =>
  schema.isOpaque || schema.get("type") === "null" || schema.forms.some(isNullable);

/** The form of a schema that is not null; the schema itself if it has only one form. */
export function solidForm(schema: SchemaView): SchemaView {
  const solid = schema.forms.filter((form) => form.get("type") !== "null");
  return solid.length === 1 ? solidForm(solid[0]!) : schema;
}
