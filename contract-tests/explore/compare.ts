import { isObject } from "../../src/schema/json-type.js";
import { inWords } from "../judge/mismatch.js";
import type { Likeness } from "./likeness.js";

/** A place in two answers with different values. */
export interface Difference {
  place: readonly (string | number)[];
  /** A value, the presence of a field, the number of a list's items, their order, or a time. */
  kind: "value" | "missing" | "items" | "order" | "time";
  expected: string;
  got: string;
}

/** Fields with the values of clients, which come back unchanged. */
const OPAQUE = new Set(["test_payload", "image_reference", "extra_snaps", "result_payload", "agent"]);
const IDS = new Set([
  ...["id", "product_id", "test_opportunity_id", "result_id", "image_unique_id", "organization_id"],
  ...["consumer_key", "consumer_secret", "token_key", "token_secret"],
]);
const TIMES = new Set(["created_at", "queued_at", "timestamp", "date_created"]);
/** Fields whose values are free: `updated_at` may be later than the last event, and an address is the service's own. */
const FREE = new Set(["updated_at", "date_updated", "href"]);

/** Lists that may have objects of others. */
const LISTS = new Set(["products", "test_specs", "event_logs", "test_results"]);

/** How answers are compared. */
export interface Comparison {
  like: Likeness;
  /** Whether the target has objects of others, which its lists contain, too. */
  isShared: boolean;
  /** Whether times have to be in the same order. */
  hasOrder: boolean;
}

/** The first difference between the bodies of two answers; null if there is none. Further fields are no difference. */
export function compare(
  model: unknown,
  target: unknown,
  how: Comparison,
  place: Difference["place"] = [],
): Difference | null {
  const key = place.findLast((part) => typeof part === "string") ?? "";
  const isItem = typeof place.at(-1) === "number";
  if (OPAQUE.has(key)) return same(model, target) ? null : different(place, model, target);
  if (FREE.has(key)) return null;
  if (typeof model === "string" && typeof target === "string") {
    // The older trigger answers with plain ids.
    if (IDS.has(key) || (key === "ids" && isItem)) return idDifference(model, target, how.like, place);
    if (TIMES.has(key)) return how.hasOrder ? timeDifference(model, target, how.like, place) : null;
  }
  if (Array.isArray(model) && Array.isArray(target)) return listDifference(model, target, how, place);
  if (isObject(model) && isObject(target)) {
    for (const [name, value] of Object.entries(model)) {
      const at = [...place, name];
      if (!Object.hasOwn(target, name))
        return { place: at, kind: "missing", expected: inWords(value), got: "no such field" };
      const found = compare(value, target[name], how, at);
      if (found) return found;
    }
    return null;
  }
  return same(model, target) ? null : different(place, model, target);
}

function different(place: Difference["place"], model: unknown, target: unknown): Difference {
  return { place, kind: "value", expected: inWords(model), got: inWords(target) };
}

function idDifference(
  model: string,
  target: string,
  like: Likeness,
  place: Difference["place"],
): Difference | null {
  const why = like.id(model, target);
  return why === null ? null : { place, kind: "value", expected: why, got: inWords(target) };
}

function timeDifference(
  model: string,
  target: string,
  like: Likeness,
  place: Difference["place"],
): Difference | null {
  const why = like.time(model, target);
  return why === null ? null : { place, kind: "time", expected: why, got: inWords(target) };
}

function listDifference(
  model: unknown[],
  target: unknown[],
  how: Comparison,
  place: Difference["place"],
): Difference | null {
  const { like } = how;
  const isOfAll = place.length === 1 && LISTS.has(String(place[0]));
  const list = how.isShared && isOfAll ? target.filter((item) => isOurs(item, like)) : target;
  const expected = model.map(nameOf).map((id) => (id === null ? null : (like.idOf(id) ?? null)));
  const got = list.map(nameOf);
  const isSame = expected.every((id, index) => id === null || id === got[index]);
  if (model.length !== list.length || !isSame) {
    const missing = expected.filter((id) => id !== null && !got.includes(id));
    const more = got.filter((id) => id !== null && !expected.includes(id));
    if (model.length === list.length && missing.length === 0 && more.length === 0)
      return { place, kind: "order", expected: `in this order: ${inWords(expected)}`, got: inWords(got) };
    return {
      ...{ place, kind: "items", expected: `${model.length} items${named("with", missing)}` },
      got: `${list.length}${named("with", more)}`,
    };
  }
  for (const [index, item] of model.entries()) {
    const found = compare(item, list[index], how, [...place, index]);
    if (found) return found;
  }
  return null;
}

const named = (word: string, ids: readonly (string | null)[]): string =>
  ids.length === 0 ? "" : ` ${word} ${ids.slice(0, 3).join(", ")}`;

/** The id of an item of a list; null if it has none. */
function nameOf(item: unknown): string | null {
  if (!isObject(item)) return null;
  const id = item["id"] ?? item["test_opportunity_id"];
  return typeof id === "string" ? id : null;
}

/** Whether an item of a list was made by this run; a list of other things is ours as a whole. */
function isOurs(item: unknown, like: Likeness): boolean {
  const id = nameOf(item);
  return id === null || like.knows(id);
}

/** Whether two JSON values are equal; the order of fields does not matter. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => same(item, other[index]));
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length &&
      names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
    );
  }
  return one === other;
}
