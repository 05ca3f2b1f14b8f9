/** The kind of value that a schema accepts. `any` is any JSON, `forms` one of several schemas. */
export type Kind = "object" | "list" | "text" | "integer" | "number" | "boolean" | "null" | "any" | "forms";
