import { contractSpec } from "../../contract-tests/run/contract-spec.js";
import type { SchemaView } from "../../src/spec/schema-view.js";

/** The kinds of things whose ids a service makes. An image's id may be its client's; an account's is its consumer key. */
export type IdKind = "product" | "test spec" | "opportunity" | "result" | "image" | "account";

/** What the value at a place of a body means; `words` are for people, such as the message of an error (D 117-118). */
export type Role = { is: "id"; kind: IdKind } | { is: "time" } | { is: "words" } | { is: "value" };

/** Fields and parameters that name a thing, by their names in `openapi.yaml`. */
const KIND_OF_NAME: Readonly<Record<string, IdKind>> = {
  product_id: "product",
  test_spec_id: "test spec",
  test_opportunity_id: "opportunity",
  result_id: "result",
  image_unique_id: "image",
};

/** The thing that an object with a field `id` is, by the name of its schema. */
const KIND_OF_SCHEMA: Readonly<Record<string, IdKind>> = {
  Product: "product",
  TestSpec: "test spec",
  LoggedOpportunity: "opportunity",
  TestResult: "result",
  LegacyTestResult: "result",
};

/** The lists that have ids themselves as items, by the name of the schema around them. */
const KIND_OF_ITEMS: Readonly<Record<string, IdKind>> = { LegacyAdvertisedIds: "opportunity" };

/** Schemas whose times are those of a client. */
const CLIENTS_TIMES = new Set(["AgentTiming"]);

/** The field that says which thing an object is. A result is the one of its opportunity. */
const IDENTITY: Readonly<Record<string, string>> = {
  Product: "id",
  TestSpec: "id",
  EventLog: "test_opportunity_id",
  LegacyEventLog: "test_opportunity_id",
  TestResult: "test_opportunity_id",
  LegacyTestResult: "test_opportunity_id",
  AdvertisedId: "test_opportunity_id",
  TestOpportunity: "test_opportunity_id",
};

const VALUE: Role = { is: "value" };
const TIME: Role = { is: "time" };
const WORDS: Role = { is: "words" };
const IDS = new Map<IdKind, Role>();

/** The role of an id of this kind, always the same object. */
function idRole(kind: IdKind): Role {
  const role = IDS.get(kind) ?? { is: "id", kind };
  IDS.set(kind, role);
  return role;
}

/** The kind of thing that a parameter of a path or a query names; null if it is another one. */
export const kindOfParameter = (name: string): IdKind | null =>
  Object.hasOwn(KIND_OF_NAME, name) ? KIND_OF_NAME[name]! : null;

/**
 * What the value of a field is, by its place in `openapi.yaml` and never by the value.
 * @param field the field's schema; null if the spec does not have the field
 */
export function roleOfField(owner: string | null, name: string, field: SchemaView | null): Role {
  if (field === null) return VALUE;
  if (refersTo(field, "Uuid") || refersTo(field, "ImageUniqueId")) {
    const kind = name === "id" ? KIND_OF_SCHEMA[owner ?? ""] : KIND_OF_NAME[name];
    return kind === undefined ? VALUE : idRole(kind);
  }
  if (owner === "Token" && name === "consumer_key") return idRole("account");
  if (refersTo(field, "OffsetTime") || refersTo(field, "NaiveTime"))
    return CLIENTS_TIMES.has(owner ?? "") ? VALUE : TIME;
  return (owner === "Error" && name === "message") || (owner === "SsoError" && name !== "code")
    ? WORDS
    : VALUE;
}

/** What the items of a list are. */
export function roleOfItem(owner: string | null, items: SchemaView | null): Role {
  const kind = KIND_OF_ITEMS[owner ?? ""];
  return items !== null && kind !== undefined && refersTo(items, "Uuid") ? idRole(kind) : VALUE;
}

/** The field that tells which thing an object of this schema is, and its kind; null if none does. */
export function identityOf(schema: string | null): { field: string; kind: IdKind } | null {
  const field = IDENTITY[schema ?? ""];
  if (field === undefined) return null;
  const kind = field === "id" ? KIND_OF_SCHEMA[schema!]! : KIND_OF_NAME[field]!;
  return { field, kind };
}

/** The field by which the items of a list belong together that have no id: each event occurs once in a log. */
export const labelOf = (schema: string | null): string | null => (schema === "Event" ? "event_type" : null);

/** The form of a schema that fits an object: that of a `oneOf` whose constant fields agree, or with the most of its fields. */
export function formOf(view: SchemaView | null, value: object): SchemaView | null {
  if (view === null) return null;
  const { branches } = view;
  if (branches.length === 1) return branches[0]!;
  let best: SchemaView | null = null;
  let most = -1;
  for (const form of branches) {
    const names = form.propertyNames;
    const isOther = names.some((name) => {
      const constant = form.property(name)!.get<unknown>("const");
      return constant !== undefined && (value as Record<string, unknown>)[name] !== constant;
    });
    const known = names.filter((name) => Object.hasOwn(value, name)).length - (isOther ? 1000 : 0);
    if (known > most || best === null) [best, most] = [form, known];
  }
  return best;
}

/** The schema of a list's items; null if the schema is of no list. */
export const itemsOf = (view: SchemaView | null): SchemaView | null =>
  view?.branches.find(({ items }) => items !== null)?.items ?? null;

/** The name of an object's schema. */
export const nameOf = (view: SchemaView | null): string | null => view?.schemaName ?? null;

/** The schema of the body that an answer has by the spec; null if the spec does not have the answer. */
export function schemaOfAnswer(operation: string | null, status: number): SchemaView | null {
  const { reader } = contractSpec;
  if (operation !== null) return reader.answer(operation, String(status))?.schema ?? null;
  return status === 404 || status === 405 ? reader.unmatchedAnswer(`${status}`).schema : null;
}

function refersTo(view: SchemaView, name: string): boolean {
  return view.branches.some(({ references }) => references.some((one) => one.endsWith(`/${name}`)));
}
