import type { OperationId } from "../../../src/spec/operation-facts.js";
import { Skip } from "../../judge/mismatch.js";
import { oncePerRun } from "../../run/once-per-run.js";
import type { Capability } from "../../target/capability.js";
import type { ClauseContext } from "../clause.js";
import { pickOne, posted } from "./agent.js";
import { answered, list, same } from "./expect.js";
import { type Filters, logWith, storedResult } from "./read.js";
import { DATE_FORMS, microsOf, NO_FRACTIONS, secondOf } from "./times.js";
import { advertise, productWithSpecs } from "./trigger.js";
import { agentFor } from "./walk.js";

export type Name = keyof Filters;

export const NAMES: readonly Name[] = ["test_opportunity_id", "image_unique_id", "start_date", "end_date"];

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

export function finished(t: ClauseContext): Promise<Finished> {
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
export interface FilteredList {
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

/** A time in the service's form. */
export const exactly = (micros: number): string =>
  `${DATE_FORMS.extended(secondOf(micros))}.${String(micros - secondOf(micros)).padStart(6, "0")}+00:00`;

/** The items of this run that a query has to find. */
export function expectedOf(
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

export const idsOf = (items: readonly { test_opportunity_id: string }[]): string[] =>
  items.map(({ test_opportunity_id }) => test_opportunity_id).toSorted();

/** The opportunities of this run that a query finds. @throws Skip if the target does not read such dates */
export async function found(
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
export async function finds(
  t: ClauseContext,
  of: FilteredList,
  all: Finished,
  filters: Filters,
): Promise<void> {
  const names = Object.keys(filters) as Name[];
  const grounds = [...names.flatMap((name) => of.grounds[name]), ...of.all];
  const isLegacy = of.operation.startsWith("legacy");
  const expected = expectedOf(of, all.items, filters, isLegacy ? null : all.productId);
  const got = await found(t, of, all, filters);
  same(`what ${JSON.stringify(filters)} finds`, got, idsOf(expected), grounds);
}

/** Values of the four filters that match one item, or that do not. */
export const valueFor = (of: FilteredList, item: Item, other: Item, name: Name, fits: boolean): string => {
  if (name === "start_date") return exactly(item[of.time] + (fits ? 0 : 1));
  if (name === "end_date") return exactly(item[of.time] + (fits ? 1 : 0));
  return (fits ? item : other)[name];
};
