/** What a schema takes, in the plainest terms. `any` is any JSON, `forms` one of several schemas. */
export type Kind = "object" | "list" | "text" | "integer" | "number" | "boolean" | "null" | "any" | "forms";
