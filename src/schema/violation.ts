/**
 * What is wrong with a value by its schema: `judge(validate, value)` finds the violations, and `inWords(violation)` of
 * `words.ts` tells each: the field, what came, what is accepted.
 */
import { type FieldPath, pathOf } from "./field-path.js";

/** Maximum number of violations found per list or map; a message lists fewer. */
export const MAX_FOUND = 50;

/** One way in which data breaks its schema, as Ajv reports it (`verbose`). */
export interface SchemaError {
  instancePath: string;
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
  schema?: unknown;
  parentSchema?: Record<string, unknown>;
  data?: unknown;
}

/** A compiled validator; `errors` is set when it answers false. */
export interface Validate {
  (data: unknown): boolean;
  errors?: SchemaError[] | null;
  /** A faster validator of the same schema, which cannot say what is wrong. */
  fits?: ((data: unknown) => boolean) | undefined;
}

/** One way in which a value breaks its schema. */
export interface Violation {
  /** What is to blame. A missing or an unknown field is to blame itself, not the object around it. */
  path: FieldPath;
  kind: "missing" | "unknown" | "wrong";
  /** What came there; undefined where it is missing. */
  value: unknown;
  /** Null would have been right too. */
  orNull: boolean;
  /** The forms that were taken for meant where a schema has several, outermost first; `depth`: of their place. */
  forms: readonly { depth: number; index: number }[];
  /** The error behind it. */
  keyword: string;
  params: Readonly<Record<string, unknown>>;
  message: string;
  /** The schema that has the keyword. */
  schema: BrokenSchema;
}

/** The parts of a schema that messages use. */
export interface BrokenSchema {
  /** What is accepted, in the schema's own words. */
  "x-accepted"?: string;
  title?: string;
  description?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  properties?: object;
  oneOf?: { properties?: Record<string, { const?: unknown }> }[];
}

const FITS: readonly Violation[] = [];

/** What is wrong with a value, bounded in number; empty where it fits. Of several forms, the nearest is told. */
export function judge(validate: Validate, value: unknown): readonly Violation[] {
  if (validate.fits?.(value) === true) return FITS;
  return validate(value) ? FITS : violationsOf(validate.errors ?? [], []);
}

type Forms = Violation["forms"];

function violationsOf(errors: readonly SchemaError[], forms: Forms): Violation[] {
  const found: Violation[][] = [];
  for (let at = errors.length - 1; at >= 0; at--) {
    const error = errors[at]!;
    const branches = branchesOf(errors, at);
    found.push(branches === null ? [violationOf(error, forms)] : nearest(error, branches, forms));
    at -= (branches ?? []).reduce((sum, { length }) => sum + length, 0);
  }
  const all = found.reverse().flat();
  // The errors of `then` or `else` themselves say why they failed.
  const telling = all.filter(({ keyword }) => keyword !== "if");
  return telling.length > 0 ? telling : all;
}

/** The errors of each form of a `oneOf` or an `anyOf`, which stand before its own; null for other errors. */
function branchesOf(errors: readonly SchemaError[], at: number): SchemaError[][] | null {
  const ends = errors[at]!.params["ends"] as number[] | undefined;
  if (ends === undefined) return null;
  const first = at - Math.max(0, ...ends);
  let from = 0;
  return ends.map((end) => {
    const branch = errors.slice(first + from, first + Math.max(from, end));
    from = Math.max(from, end);
    return branch;
  });
}

/** What is wrong by the form that the value comes nearest to; by each of them where several are as near. */
function nearest(error: SchemaError, branches: readonly SchemaError[][], forms: Forms): Violation[] {
  const schemas = (error.schema ?? []) as { type?: unknown }[];
  const isWhole = error.parentSchema?.["x-accepted"] !== undefined || Boolean(error.params["passingSchemas"]);
  const depth = pathOf(error.instancePath).length;
  const orNull = schemas.some(({ type }) => type === "null");
  const candidates = branches.flatMap((branch, index) =>
    branch.length === 0 || (schemas[index]?.type === "null" && schemas.length > 1)
      ? []
      : [violationsOf(branch, [...forms, { depth, index }])],
  );
  if (isWhole || candidates.length === 0) return [violationOf(error, forms)];
  const distances = candidates.map((violations) => distance(violations, depth));
  const told = candidates.filter((_, index) => distances[index] === Math.min(...distances));
  return withTypesAsOne(told, depth).map((violation) =>
    orNull && violation.path.length === depth ? { ...violation, orNull } : violation,
  );
}

/** How far a value is from a form: another type, another kind, then missing and unknown fields weigh most. */
function distance(violations: readonly Violation[], depth: number): number {
  return violations.reduce((sum, { keyword, kind, path }) => {
    if (keyword === "type" && path.length === depth) return sum + 1000;
    if (keyword === "const" && path.length === depth + 1) return sum + 100;
    return sum + (kind === "wrong" ? 1 : 10);
  }, 0);
}

/** Forms that are all of another type are told as one: "a string or an array". */
function withTypesAsOne(told: readonly Violation[][], depth: number): Violation[] {
  const all = told.flat();
  const isType = all.every(({ keyword, path }) => keyword === "type" && path.length === depth);
  if (!isType) return all;
  return [{ ...all[0]!, params: { type: [...new Set(all.flatMap(({ params }) => params["type"]))] } }];
}

const KINDS: Readonly<Record<string, Violation["kind"]>> = {
  required: "missing",
  additionalProperties: "unknown",
};

function violationOf(error: SchemaError, forms: Forms): Violation {
  const { keyword, params, message = `breaks ${keyword}`, parentSchema = {}, data } = error;
  const kind = KINDS[keyword] ?? "wrong";
  const field = fieldOf(error);
  return {
    path: [...pathOf(error.instancePath), ...(field === null ? [] : [field])],
    kind,
    value: kind === "missing" ? undefined : field === null ? data : (data as Record<string, unknown>)[field],
    orNull: false,
    forms,
    ...{ keyword, params, message, schema: parentSchema },
  };
}

/** The field of an object that is to blame for the object's error; null where it is the object. */
function fieldOf({ keyword, params }: SchemaError): string | null {
  const { missingProperty, additionalProperty, tag } = params as Record<string, string | undefined>;
  if (keyword === "required") return missingProperty!;
  if (keyword === "additionalProperties") return additionalProperty!;
  return keyword === "discriminator" ? tag! : null;
}
