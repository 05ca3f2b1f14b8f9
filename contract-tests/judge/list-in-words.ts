import { isDeepStrictEqual } from "node:util";
import { isObject } from "../../src/schema/json-type.js";
import { inWords, isCutInWords } from "./mismatch.js";

/** Maximum number of positions or items that are named. */
const MAX_NAMED = 20;

/** What a list has otherwise than the expected one, where one of them is too long to be shown whole; null for other values. */
export function listInWords(got: unknown, expected: unknown): string | null {
  if (!Array.isArray(got) || !Array.isArray(expected)) return null;
  if (!isCutInWords(got) && !isCutInWords(expected)) return null;
  const [all, wanted] = [got as unknown[], expected as unknown[]];
  const [extra, lacking] = [without(all, wanted), without(wanted, all)];
  if (extra.length === 0 && lacking.length === 0) return inOtherOrder(all, wanted);
  const parts = [`${all.length} instead of ${wanted.length}`];
  if (lacking.length > 0) parts.push(`without ${few(lacking)}`);
  if (extra.length > 0) parts.push(`with ${few(extra)}`);
  return parts.join(", ");
}

/** The items of a list that another one does not have, each as often as it has them more. */
function without(list: readonly unknown[], other: readonly unknown[]): unknown[] {
  const left = new Map<string, number>();
  for (const item of other) left.set(keyOf(item), (left.get(keyOf(item)) ?? 0) + 1);
  return list.filter((item) => {
    const times = left.get(keyOf(item)) ?? 0;
    left.set(keyOf(item), times - 1);
    return times <= 0;
  });
}

function inOtherOrder(got: readonly unknown[], expected: readonly unknown[]): string {
  if (isDeepStrictEqual(got.toReversed(), expected)) return `the same ${got.length} in reverse order`;
  const places = new Map<string, number[]>();
  // From the end, so that the first place of each is taken first.
  for (let at = expected.length; at > 0; at--) {
    const key = keyOf(expected[at - 1]);
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  }
  const order = got.slice(0, MAX_NAMED).map((item) => places.get(keyOf(item))?.pop());
  const more = got.length > MAX_NAMED ? " ..." : "";
  return `the same ${got.length} in another order: by their places ${order.join(", ")}${more}`;
}

const few = (items: readonly unknown[]): string => inWords(items.slice(0, MAX_NAMED));

/** The same text for equal items, in whatever order their fields are. */
const keyOf = (item: unknown): string =>
  JSON.stringify(item, (_, value: unknown) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
