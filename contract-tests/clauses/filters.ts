import type { Clause } from "./clause.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { type Filters } from "./support/read.js";
import {
  type FilteredList,
  NAMES,
  type Name,
  finished,
  valueFor,
  finds,
  idsOf,
  found,
} from "./support/filtered-list.js";
import { special } from "./filter-values.js";

const RESULTS: FilteredList["grounds"] = {
  test_opportunity_id: ["D 742", "D 797"],
  image_unique_id: ["D 717-719", "P"],
  start_date: ["D 1068", "A-03", "A-17"],
  end_date: ["D 1068", "A-03", "A-17"],
};

const EVENTS: FilteredList["grounds"] = {
  test_opportunity_id: ["D 956"],
  image_unique_id: ["A-23"],
  start_date: ["A-23", "A-03"],
  end_date: ["A-23", "A-03"],
};

const LEGACY = [...WALK, "legacy"] as const;

const LISTS: readonly FilteredList[] = [
  {
    ...{ name: "events", operation: "listTestEvents", list: "event_logs", time: "queued" },
    ...{ grounds: EVENTS, all: ["A-23"], statement: "5.filters", needs: WALK, thorough: true },
  },
  {
    ...{ name: "results", operation: "listTestResults", list: "test_results", time: "stored" },
    ...{ grounds: RESULTS, all: ["D 1068"], statement: "6.filters", needs: WALK, thorough: true },
  },
  {
    ...{ name: "results-alias", operation: "listTestResultsAlias", list: "test_results", time: "stored" },
    ...{ grounds: RESULTS, all: ["D 1068"], statement: "6.filters", needs: WALK },
  },
  {
    ...{ name: "legacy-events", operation: "legacyListTestEvents", list: "event_logs", time: "queued" },
    ...{ grounds: EVENTS, all: ["A-23", "A-32"], statement: "8.legacyListTestEvents", needs: LEGACY },
  },
  {
    ...{ name: "legacy-results", operation: "legacyListTestResults", list: "test_results", time: "stored" },
    ...{ grounds: RESULTS, all: ["L 1052", "A-32"], statement: "8.legacyListTestResults", needs: LEGACY },
  },
];

/** Every non-empty subset of a list. */
const subsets = NAMES.reduce<Name[][]>(
  (sets, name) => [...sets, ...sets.map((set) => [...set, name])],
  [[]],
).slice(1);

const combined = (of: FilteredList): Clause[] =>
  subsets.flatMap((names) =>
    defineClauses(
      { operation: of.operation, answer: "200", needs: of.needs, leaves: "opportunities" },
      {
        [`filters.${of.name}.${names.map((name) => name.split("_").at(name.endsWith("date") ? 0 : 1)!).join("-")}`]:
          {
            title: `${of.operation}: ${names.join(" and ")} ${names.length > 1 ? "find the items that match all of them" : "finds the items that match it"}`,
            provenance: [...new Set([...names.flatMap((name) => of.grounds[name]), ...of.all])],
            statements: [of.statement],
            async run(t) {
              const all = await finished(t);
              const own = all.items.filter((item) => item.productId === all.productId);
              for (const [n, item] of [own[2]!, own[5]!].slice(0, of.thorough ? 2 : 1).entries()) {
                const other = own[n === 0 ? 4 : 1]!;
                const misses = [null, ...names];
                for (const missing of misses) {
                  const pairs = names.map((name) => [
                    name,
                    valueFor(of, item, other, name, name !== missing),
                  ]);
                  await finds(t, of, all, Object.fromEntries(pairs) as Filters);
                }
              }
            },
          },
      },
    ),
  );

/** No filter finds items of another product. */
const ofOthers = LISTS.filter(({ operation }) => !operation.startsWith("legacy")).flatMap((of) =>
  defineClauses(
    { operation: of.operation, answer: "200", needs: of.needs, leaves: "opportunities" },
    {
      [`filters.${of.name}.other-product`]: {
        title: `${of.operation}: items of another product are not found, even for an image of both products`,
        provenance: ["D 728", ...of.all],
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const other = all.items.find(({ productId }) => productId === all.otherId)!;
          const { test_opportunity_id, image_unique_id } = other;
          const here = idsOf(
            all.items.filter(
              (item) => item.productId === all.productId && item.image_unique_id === image_unique_id,
            ),
          );
          same("by its opportunity", await found(t, of, all, { test_opportunity_id }), []);
          same("by both", await found(t, of, all, { test_opportunity_id, image_unique_id }), []);
          same("by the image", await found(t, of, all, { image_unique_id }), here);
          const below = { ...all, productId: all.otherId };
          same("below the other", await found(t, of, below, { image_unique_id }), [test_opportunity_id]);
          const answer = await t.call(of.operation, {
            path: { product_id: all.otherId },
            query: { image_unique_id },
          });
          const [shown] = list<Record<string, unknown>>(answered(answer, 200), of.list);
          same("its opportunity", fields(shown)["test_opportunity_id"], test_opportunity_id);
        },
      },
    },
  ),
);

/** The filters of each list, alone and combined (contract.md §5, §6, §8). */
export const filters: readonly Clause[] = [
  ...LISTS.flatMap((of) => [...combined(of), ...special(of)]),
  ...ofOthers,
];
