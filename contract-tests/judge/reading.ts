import { isObject } from "../../src/schema/json-type.js";
import type { SchemaView } from "../../src/spec/schema-view.js";
import { contractSpec } from "../run/contract-spec.js";
import type { Answer } from "../target/answer.js";
import { allOf, type Grounds, groundsOfAnswer, groundsOfOperation, groundsOfPlace } from "./grounds.js";
import { inWords, Mismatch } from "./mismatch.js";
import { missing } from "./missing.js";

/** What a body is read with: the answer's own grounds, and the answer for the report. */
interface Read {
  answer: Answer;
  common: Grounds;
  /** The views of objects and lists, so that the same value is the same view. */
  seen: WeakMap<object, unknown>;
}

/**
 * The body of an answer as a clause reads it, by the schema that the spec declares. A clause that reads a field which the
 * answer does not have, or which is no object or list where it should be one, ends with a mismatch. Its grounds are
 * those of the field, not of the clause, which wanted to judge something else. Fields that the spec does not have are not
 * listed, because no document closes an object.
 */
export function reading(answer: Answer): unknown {
  const { operation, status } = { operation: answer.exchange.operation, status: String(answer.status) };
  const declared = operation === null ? null : contractSpec.reader.answer(operation, status);
  if (operation === null || !declared?.schema) return answer.json;
  const common = allOf(groundsOfOperation(operation), groundsOfAnswer(status, declared));
  return viewOf({ answer, common, seen: new WeakMap() }, answer.json, declared.schema, "");
}

function viewOf(read: Read, value: unknown, schema: SchemaView, path: string): unknown {
  if (schema.isOpaque) return value;
  const forms = schema.branches.filter((form) => fits(form, value));
  if (forms.length === 0) {
    if (typeof value !== "object" && !hasStructure(schema)) return value;
    const expected = `${path === "" ? "a body" : path} of type ${typesOf(schema).join(" or ")}`;
    const got = value === undefined ? inWords(read.answer.text) : inWords(value);
    throw new Mismatch({ expected, got }, allOf(groundsOfPlace(schema), read.common), read.answer.exchange);
  }
  if (typeof value !== "object" || value === null) return value;
  const known = read.seen.get(value);
  if (known !== undefined) return known;
  const view = Array.isArray(value)
    ? listView(read, value, forms[0]!, path)
    : objectView(read, value as Record<string, unknown>, schema.branches, path);
  read.seen.set(value, view);
  return view;
}

function listView(read: Read, list: unknown[], { items }: SchemaView, path: string): unknown {
  if (items === null) return list;
  return new Proxy(list, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      const isItem = typeof key === "string" && /^\d+$/.test(key) && Object.hasOwn(target, key);
      return isItem ? viewOf(read, value, items, `${path}[${key}]`) : value;
    },
  });
}

function objectView(
  read: Read,
  object: Record<string, unknown>,
  all: readonly SchemaView[],
  path: string,
): unknown {
  const forms = named(
    all.filter((form) => typesOf(form).includes("object")),
    object,
  );
  const isClosed = all.every(
    (form) => form.get("additionalProperties") === false || !typesOf(form).includes("object"),
  );
  const known = new Set(all.flatMap(({ propertyNames }) => propertyNames));
  return new Proxy(object, {
    // A field that no form of the object has is not the contract's business: it is in no comparison.
    ownKeys: (target) =>
      Reflect.ownKeys(target).filter((key) => !isClosed || typeof key !== "string" || known.has(key)),
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== "string") return value;
      const place = forms.find(({ propertyNames }) => propertyNames.includes(key))?.property(key);
      if (!place) return value;
      const at = path === "" ? key : `${path}.${key}`;
      if (Object.hasOwn(target, key)) return viewOf(read, value, place, at);
      if (!forms.every(({ required }) => required.includes(key))) return value;
      const { got, grounds } = missing(key, target, place);
      throw new Mismatch({ expected: at, got }, allOf(grounds, read.common), read.answer.exchange);
    },
  });
}

/** Whether a value is of the form's type; scalars are for the clauses to judge. */
function fits(form: SchemaView, value: unknown): boolean {
  const own = typesOf(form);
  if (Array.isArray(value)) return own.includes("array");
  if (isObject(value)) return own.includes("object");
  if (value === null) return own.includes("null");
  return !own.every((type) => type === "array" || type === "object");
}

/** The types of a schema's forms. */
function typesOf(schema: SchemaView): readonly string[] {
  const known = types.get(schema);
  if (known) return known;
  const all = schema.branches.flatMap((form) => [form.get<string | string[]>("type") ?? []].flat());
  types.set(schema, all);
  return all;
}

const types = new WeakMap<SchemaView, readonly string[]>();

/** Whether only objects and lists are right here, and null. */
const hasStructure = (schema: SchemaView): boolean =>
  typesOf(schema).every((type) => ["array", "object", "null"].includes(type));

/** Of several forms those whose constant fields the object has; all if it has those of none. */
function named(forms: readonly SchemaView[], object: object): readonly SchemaView[] {
  const found = forms.filter((form) =>
    form.propertyNames.every((name) => {
      const constant = form.property(name)?.get("const");
      return constant === undefined || constant === (object as Record<string, unknown>)[name];
    }),
  );
  return found.length > 0 ? found : forms;
}
