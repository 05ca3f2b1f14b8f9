import { Argument, type Command, Option } from "commander";
import { spec } from "../generated/control.js";
import { withChoices } from "./choices.js";
import { durationArgument, numberArgument } from "./control.js";

/** The form of a field on the command line. `ms` and `s` are durations such as `10m`. */
type Form = "text" | "number" | "ms" | "s" | "switch" | "switch-off";

/** A parameter, or a field of a body, of the control plane as a flag or an argument. */
export interface Field {
  /** Name in the control plane: `timeout_ms`. */
  name: string;
  /** Name of the flag, without the unit: `timeout`. */
  flag: string;
  form: Form;
  description: string;
  required: boolean;
  /** The accepted values, if they are fixed. */
  choices: readonly string[] | undefined;
}

type Schema = {
  $ref?: string;
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
};
type Parameter = { name: string; in: string; required: boolean; description: string; schema: Schema };
type Operation = {
  summary: string;
  parameters?: { $ref: string }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
};
type Document = { paths: Record<string, Record<string, Operation>> };

/** The parameters and fields of an operation in `emulator-openapi.yaml`, for a command. */
export function operationFields(endpoint: string) {
  const [method, path] = endpoint.split(" ") as [string, string];
  const item = (spec.document as Document).paths[path]!;
  const operation = item[method.toLowerCase()]!;
  const shared = item as { parameters?: { $ref: string }[] };
  const parameters = [...(shared.parameters ?? []), ...(operation.parameters ?? [])].map((one) =>
    resolved<Parameter>(one),
  );
  const of = (where: string): Field[] =>
    parameters
      .filter((one) => one.in === where)
      .flatMap(({ schema, name, required, description }) =>
        fieldOf({ name, required }, { ...resolved(schema), description }),
      );
  const query = of("query");
  return {
    summary: operation.summary,
    path: of("path"),
    query: query.filter(({ name }) => name !== "sandbox"),
    ofSandbox: query.some(({ name }) => name === "sandbox"),
    body: operation.requestBody ? fieldsOf(operation.requestBody.content["application/json"].schema) : [],
  };
}

/** The fields of a named schema, such as `FaultMatch`; without objects and lists. */
export const schemaFields = (name: string): Field[] => fieldsOf({ $ref: `#/components/schemas/${name}` });

/** Adds a flag for each field. */
export function addFlags(command: Command, fields: readonly Field[]): void {
  for (const { flag, form, description, choices } of fields) {
    const value = form.startsWith("switch") ? "" : ` <${placeholder(flag, form)}>`;
    const option = new Option(`--${form === "switch-off" ? "no-" : ""}${flag}${value}`, description);
    command.addOption(withChoices(option, choices));
  }
}

/** Adds an argument for each field. */
export function addArguments(command: Command, fields: readonly Field[]): void {
  for (const { flag, form, description, choices } of fields)
    command.addArgument(withChoices(new Argument(`<${placeholder(flag, form)}>`, description), choices));
}

/** The values of the fields that were given as flags. @throws CliError */
export function flagValues(
  fields: readonly Field[],
  options: Record<string, unknown>,
): Record<string, unknown> {
  const given = fields.flatMap((field) => {
    const value = options[camel(field.flag)];
    return value === undefined ? [] : [[field.name, readField(field, value, `--${field.flag}`)]];
  });
  return Object.fromEntries(given) as Record<string, unknown>;
}

/** The values of the fields that were given as arguments, in order. @throws CliError */
export function argumentValues(fields: readonly Field[], given: readonly unknown[]): Record<string, unknown> {
  const values = fields.map((field, at) => [
    field.name,
    readField(field, given[at], placeholder(field.flag, field.form)),
  ]);
  return Object.fromEntries(values) as Record<string, unknown>;
}

function readField({ form }: Field, value: unknown, name: string): unknown {
  if (typeof value !== "string") return value;
  if (form === "number") return numberArgument(name, value);
  if (form === "ms") return durationArgument(name, value);
  return form === "s" ? durationArgument(name, value) / 1000 : value;
}

function fieldsOf(schema: Schema): Field[] {
  const { properties = {}, required = [] } = resolved(schema);
  return Object.entries(properties).flatMap(([name, one]) =>
    fieldOf({ name, required: required.includes(name) }, resolved(one)),
  );
}

/** A field as a flag; empty if a flag cannot express it. */
function fieldOf({ name, required }: { name: string; required: boolean }, schema: Schema): Field[] {
  const form = formOf(name, schema);
  if (form === undefined) return [];
  const { description = "", default: standard } = schema;
  const example = form === "ms" || form === "s" ? " (such as 500ms, 10s or 5m)" : "";
  const said =
    standard === undefined || form === "switch-off" ? example : ` (default: ${defaultText(form, standard)})`;
  const flag = name.replace(/_(ms|s)$/, "").replaceAll("_", "-");
  const choices = schema.enum?.filter((one) => typeof one === "string");
  return [{ name, flag, form, description: description + said, required, choices }];
}

/** A unit at the end of the name marks a duration. Undefined: a flag cannot express the field. */
function formOf(name: string, { type, default: standard }: Schema): Form | undefined {
  if (type === "boolean") return standard === true ? "switch-off" : "switch";
  if (type === "number" || type === "integer")
    return name.endsWith("_ms") ? "ms" : name.endsWith("_s") ? "s" : "number";
  const types = [type].flat();
  return types.includes("string") && !types.includes("object") ? "text" : undefined;
}

const defaultText = (form: Form, value: unknown): string =>
  form === "ms" ? `${Number(value) / 1000}s` : form === "s" ? `${String(value)}s` : String(value);

const placeholder = (flag: string, form: Form): string =>
  form === "ms" || form === "s"
    ? "DURATION"
    : form === "number"
      ? "N"
      : flag.toUpperCase().replaceAll("-", "_");

const camel = (flag: string): string => flag.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** A part of the document with its `$ref` resolved; properties beside `$ref` take precedence. */
function resolved<Part extends object = Schema>(part: object & { $ref?: string }): Part {
  const { $ref, ...own } = part;
  if ($ref === undefined) return part as Part;
  const steps = $ref.slice(2).split("/");
  const target = steps.reduce<object>(
    (found, step) => (found as Record<string, object>)[step]!,
    spec.document,
  );
  return { ...resolved(target), ...own };
}
