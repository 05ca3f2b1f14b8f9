/** The schema of one field of a tool's input, in JSON Schema. */
export interface Field {
  type: "string" | "integer" | "object";
  description: string;
  enum?: string[];
}

/** A tool's input as JSON Schema. */
export interface InputSchema {
  type: "object";
  properties: Record<string, Field>;
  required?: string[];
  additionalProperties: false;
}

/** An input that a tool cannot use; the message says what is accepted. */
export class InputError extends Error {
  override name = "InputError";
}

/** Checks an input against its schema. @throws InputError */
export function checkInput({ properties, required = [] }: InputSchema, input: Record<string, unknown>): void {
  for (const name of required)
    if (input[name] === undefined) throw new InputError(`${name}: missing; this field is required`);
  for (const [name, value] of Object.entries(input)) {
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (field === undefined)
      throw new InputError(`${name}: unknown; accepted: ${Object.keys(properties).join(", ") || "no field"}`);
    const accepted =
      field.enum?.join(", ") ??
      (field.type === "integer" ? "a whole number" : `a value of type ${field.type}`);
    if (!fits(field, value))
      throw new InputError(`${name}: got ${JSON.stringify(value)}; accepted: ${accepted}`);
  }
}

function fits({ type, enum: choices }: Field, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "object") return typeof value === "object" && value !== null && !Array.isArray(value);
  return typeof value === "string" && (choices?.includes(value) ?? true);
}
