import type { OperationId } from "../../src/spec/operation-facts.js";
import { check, Skip } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Capability } from "../target/capability.js";
import type { Clause, ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, list, refused, same } from "./support/expect.js";
import { type Filters, logWith, storedResult } from "./support/read.js";
import { DATE_FORMS, microsOf, NO_FRACTIONS, SECOND, secondOf, ZONES } from "./support/times.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

type Name = keyof Filters;
const NAMES: readonly Name[] = ["test_opportunity_id", "image_unique_id", "start_date", "end_date"];

/** An item of a list; times in microseconds. */
interface Item {
  productId: string;
  test_opportunity_id: string;
  image_unique_id: string;
  queued: number;
  stored: number;
}

/** Two products with finished opportunities of images with similar ids; both have one of the images. */
interface Finished {
  productId: string;
  otherId: string;
  items: readonly Item[];
}

function finished(t: ClauseContext): Promise<Finished> {
  return oncePerRun(t, "filters", async () => {
    const [first, second] = [await productWithSpecs(t, 2), await productWithSpecs(t, 1)];
    const id = `Img-${t.uuid().slice(0, 23)}`;
    const items: Item[] = [];
    const of = async (made: typeof first, image_unique_id: string): Promise<void> => {
      const productId = made.product.id;
      const body = { image_unique_id, image_reference: null };
      const ids = (await advertise(t, "image", productId, body)).map((one) => one.test_opportunity_id);
      for (let n = 0; n < ids.length; n++) {
        const agent = agentFor(t, made.platform);
        const { test_opportunity_id } = await pickOne(t, agent, ids);
        await posted(t, test_opportunity_id, { agent_id: agent.agent_id });
        await storedResult(t, productId, test_opportunity_id);
        const log = await logWith(t, 4, productId, test_opportunity_id);
        const [queued, stored] = [microsOf(log.queued_at), microsOf(log.events[3]!.timestamp)];
        items.push({ productId, test_opportunity_id, image_unique_id, queued, stored });
      }
    };
    for (const image of [id, id.toUpperCase(), `${id}_1`]) await of(first, image);
    await of(second, id);
    return { productId: first.product.id, otherId: second.product.id, items };
  });
}

/** A list with filters, and the source of each filter. */
interface FilteredList {
  name: string;
  operation: OperationId;
  list: "event_logs" | "test_results";
  time: "queued" | "stored";
  grounds: Record<Name, readonly string[]>;
  /** The grounds of the whole list. */
  all: readonly string[];
  statement: string;
  needs: readonly Capability[];
  /** Gets more queries than the similar lists. */
  thorough?: true;
}

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

/** A time in the service's form. */
export const exactly = (micros: number): string =>
  `${DATE_FORMS.extended(secondOf(micros))}.${String(micros - secondOf(micros)).padStart(6, "0")}+00:00`;

/** Every non-empty subset of a list. */
const subsets = NAMES.reduce<Name[][]>(
  (sets, name) => [...sets, ...sets.map((set) => [...set, name])],
  [[]],
).slice(1);

/** The items of this run that a query has to find. */
function expectedOf(
  { time }: FilteredList,
  items: readonly Item[],
  filters: Filters,
  productId: string | null,
) {
  const { test_opportunity_id, image_unique_id, start_date, end_date } = filters;
  return items.filter(
    (item) =>
      (productId === null || item.productId === productId) &&
      (test_opportunity_id === undefined || item.test_opportunity_id === test_opportunity_id) &&
      (image_unique_id === undefined || item.image_unique_id === image_unique_id) &&
      (start_date === undefined || item[time] >= microsOf(start_date)) &&
      (end_date === undefined || item[time] < microsOf(end_date)),
  );
}

const idsOf = (items: readonly { test_opportunity_id: string }[]): string[] =>
  items.map(({ test_opportunity_id }) => test_opportunity_id).toSorted();

/** The opportunities of this run that a query finds. @throws Skip if the target does not read such dates */
async function found(
  t: ClauseContext,
  of: FilteredList,
  { productId, items }: Finished,
  query: Record<string, string>,
): Promise<string[]> {
  const isLegacy = of.operation.startsWith("legacy");
  const path = { product_id: productId, org_id: t.target.organization ?? "" };
  const answer = await t.call(of.operation, { path, query });
  const isExact = [query["start_date"], query["end_date"]].some((date) => date?.includes("."));
  if (answer.status === 400 && isExact && !(await readsFractions(t, of, path))) throw new Skip(NO_FRACTIONS);
  const own = new Set(items.map((item) => item.test_opportunity_id));
  const shown = list<Item>(answered(answer, 200), of.list);
  return idsOf(isLegacy ? shown.filter((one) => own.has(one.test_opportunity_id)) : shown);
}

/** Whether a target reads a date with a fraction where nothing else is sent. */
async function readsFractions(t: ClauseContext, { operation }: FilteredList, path: Record<string, string>) {
  const start_date = "2016-01-04T16:58:28.805000+00:00";
  return (await t.call(operation, { path, query: { start_date } })).status === 200;
}

/** Sends a query and compares its items with the expected ones. */
async function finds(t: ClauseContext, of: FilteredList, all: Finished, filters: Filters): Promise<void> {
  const names = Object.keys(filters) as Name[];
  const grounds = [...names.flatMap((name) => of.grounds[name]), ...of.all];
  const isLegacy = of.operation.startsWith("legacy");
  const expected = expectedOf(of, all.items, filters, isLegacy ? null : all.productId);
  const got = await found(t, of, all, filters);
  same(`what ${JSON.stringify(filters)} finds`, got, idsOf(expected), grounds);
}

/** Values of the four filters that match one item, or that do not. */
const valueFor = (of: FilteredList, item: Item, other: Item, name: Name, fits: boolean): string => {
  if (name === "start_date") return exactly(item[of.time] + (fits ? 0 : 1));
  if (name === "end_date") return exactly(item[of.time] + (fits ? 1 : 0));
  return (fits ? item : other)[name];
};

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

const FRACTION_FORMS = Object.entries(DATE_FORMS);

const special = (of: FilteredList): Clause[] =>
  defineClauses(
    { operation: of.operation, answer: "200", needs: of.needs, leaves: "opportunities" },
    {
      [`filters.${of.name}.bounds`]: {
        title: `${of.operation}: dates count to the microsecond; an empty or reversed span finds nothing`,
        provenance: [...of.grounds.start_date, ...of.all],
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const at = all.items[2]![of.time];
          for (const by of [-1, 0, 1]) {
            await finds(t, of, all, { start_date: exactly(at + by) });
            await finds(t, of, all, { end_date: exactly(at + by) });
          }
          for (const [start, end] of [
            [at, at],
            [at, at + 1],
            [at - 1, at],
            [at + 1, at],
            [at + 3600 * SECOND, at - 3600 * SECOND],
          ])
            await finds(t, of, all, { start_date: exactly(start!), end_date: exactly(end!) });
        },
      },
      [`filters.${of.name}.far`]: {
        title: `${of.operation}: dates in the distant past and future find all or nothing`,
        provenance: [...of.grounds.start_date, ...of.all],
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const own = idsOf(
            expectedOf(of, all.items, {}, of.operation.startsWith("legacy") ? null : all.productId),
          );
          const [past, ahead] = ["20010203T04:05:06", "21010203T04:05:06"];
          for (const [query, expected] of [
            [{ start_date: past }, own],
            [{ end_date: ahead }, own],
            [{ start_date: past, end_date: ahead }, own],
            [{ start_date: ahead }, []],
            [{ end_date: past }, []],
            [{ start_date: ahead, end_date: past }, []],
          ] as const)
            same(`what ${JSON.stringify(query)} finds`, await found(t, of, all, query), expected, of.all);
        },
      },
      [`filters.${of.name}.id-case`]: {
        title: `${of.operation}: test_opportunity_id in upper case finds the same as in lower case`,
        provenance: ["A-27"],
        statements: ["2.ids"],
        async run(t) {
          const all = await finished(t);
          const { test_opportunity_id: id } = all.items[1]!;
          const seen = await found(t, of, all, { test_opportunity_id: id.toUpperCase() });
          same("what it finds", seen, [id], ["A-27", ...of.all]);
        },
      },
      [`filters.${of.name}.image-alike`]: {
        title: `${of.operation}: image_unique_id is compared as a whole and with case; similar values find nothing`,
        provenance: ["A-23"],
        statements: ["5.filters"],
        async run(t) {
          const all = await finished(t);
          const { image_unique_id: id } = all.items[0]!;
          for (const alike of [
            id.toLowerCase(),
            id.slice(0, -1),
            id.slice(1),
            `${id.slice(0, 8)}%`,
            `${id.slice(0, -1)}_`,
            `${id.slice(0, 8)}*`,
            `${id} `,
            ` ${id}`,
            `${id.slice(0, 8)}.*`,
          ])
            same(`what "${alike}" finds`, await found(t, of, all, { image_unique_id: alike }), []);
        },
      },
      [`filters.${of.name}.parameters-in-any-order`]: {
        title: `${of.operation}: the order of the filters has no effect`,
        provenance: of.all,
        statements: [of.statement],
        async run(t) {
          const all = await finished(t);
          const item = all.items[2]!;
          const pairs = NAMES.map((name) => [name, valueFor(of, item, item, name, true)] as const);
          for (const order of [pairs, pairs.toReversed()]) {
            const got = await found(t, of, all, Object.fromEntries(order));
            same("what they find", got, [item.test_opportunity_id], [...of.all, ...of.grounds.start_date]);
          }
        },
      },
      [`filters.${of.name}.empty-value`]: {
        title: `${of.operation}: a filter without a value is 400, and the message names it`,
        provenance: ["A-01", "A-27"],
        statements: ["2.error-ids", "2.date-refused"],
        answer: "400",
        async run(t) {
          const { productId } = await finished(t);
          const path = { product_id: productId, org_id: t.target.organization ?? "" };
          for (const name of NAMES) {
            const { message } = refused(await t.call(of.operation, { path, query: { [name]: "" } }), 400);
            check(message.includes(name), `a message that names ${name}`, message);
          }
        },
      },
      [`filters.${of.name}.fractions`]: {
        title: `${of.operation}: a date in any form and zone may have a fraction of up to six digits`,
        provenance: ["A-03", ...of.all],
        statements: ["2.date-forms", "2.date-zones"],
        async run(t) {
          const all = await finished(t);
          const item = all.items[3]!;
          const { test_opportunity_id } = item;
          const path = { product_id: item.productId, org_id: t.target.organization ?? "" };
          const at = item[of.time];
          for (const [form, write] of of.thorough ? FRACTION_FORMS : FRACTION_FORMS.slice(0, 1))
            for (const { suffix, ahead } of Object.values(ZONES))
              for (const [micros, expected] of [
                [at, 1],
                [at + 1, 0],
              ] as const) {
                const fraction = String(micros - secondOf(micros)).padStart(6, "0");
                const start_date = `${write(secondOf(micros) + ahead)}.${fraction}${suffix}`;
                const answer = await t.call(of.operation, {
                  path,
                  query: { test_opportunity_id, start_date },
                });
                const shown = list(answered(answer, 200, ["A-03"]), of.list);
                check(shown.length === expected, `${expected} found from ${start_date} (${form})`, shown);
              }
        },
      },
      [`filters.${of.name}.fraction-digits`]: {
        title: `${of.operation}: a fraction of one to five digits is read as a decimal fraction`,
        provenance: ["A-03", ...of.all],
        statements: ["2.date-forms"],
        async run(t) {
          const all = await finished(t);
          const item = all.items[3]!;
          const path = { product_id: item.productId, org_id: t.target.organization ?? "" };
          const at = item[of.time];
          const fraction = String(at - secondOf(at)).padStart(6, "0");
          for (const digits of [1, 2, 3, 4, 5]) {
            const start_date = `${DATE_FORMS.extended(secondOf(at))}.${fraction.slice(0, digits)}`;
            const { test_opportunity_id } = item;
            const before = await t.call(of.operation, { path, query: { test_opportunity_id, start_date } });
            const shown = list(answered(before, 200, ["A-03"]), of.list);
            check(shown.length === 1, `one found from ${start_date}`, shown);
            const next = (Number(fraction.slice(0, digits)) + 1) * 10 ** (6 - digits);
            if (next >= SECOND) continue;
            const end_date = `${DATE_FORMS.extended(secondOf(at))}.${String(next).padStart(6, "0").slice(0, digits)}`;
            const until = await t.call(of.operation, { path, query: { test_opportunity_id, end_date } });
            check(
              list(answered(until, 200), of.list).length === 1,
              `one found before ${end_date}`,
              until.text,
            );
          }
        },
      },
    },
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
