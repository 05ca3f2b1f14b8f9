import { eachMatch } from "../../control/list-opportunities.js";
import { latestOf } from "../../domain/events.js";
import type { Opportunity } from "../../domain/records.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import { type Column, type Order, orderOf } from "../components/sorted.js";
import { SortedPage } from "../components/sorted-page.js";
import type { View } from "../page.js";
import { filtersOf, listFilters } from "./filters.js";
import { faceStateOf, subjectOf } from "./words.js";

/** Number of opportunities on a page of the list. */
const PAGE_SIZE = 50;

/**
 * Finds the opportunities of the page's query, newest first or in the order of a column. If the item that the page starts
 * after is gone, this is the first page.
 */
export async function findOpportunities(view: View): Promise<PageOf<Opportunity>> {
  const { state } = view.sandbox;
  const order = orderOf(view, COLUMNS);
  const page = await (order === null ? newestFirst(view) : inOrder(view, order));
  // Others had turns meanwhile: the records may be replaced by now.
  return view.sandbox.state === state ? page : findOpportunities(view);
}

async function newestFirst(view: View): Promise<PageOf<Opportunity>> {
  const { state } = view.sandbox;
  const { opportunities } = state.tables;
  // Their rows alone: there may be very many.
  const found: number[] = [];
  await eachMatch(state, listFilters(filtersOf(view)), (_, row) => found.push(row));
  const rows = found.filter((row) => opportunities.isThere(row));
  /** The number of those down to an item, which may no longer match the filters itself; 0 if it is gone. */
  const downTo = (id: string | null, isWithIt: boolean): number => {
    const last = id === null ? -1 : opportunities.rowOf(id);
    return last === -1 ? 0 : rows.filter((row) => row > last || (isWithIt && row === last)).length;
  };
  const cut = {
    skipped: downTo(view.query.get("before"), true),
    newer: downTo(view.held, false),
    size: PAGE_SIZE,
  };
  const page = pageOf(rows, cut, (row) => opportunities.field(row, "id"));
  return { ...page, shown: page.shown.map((row) => opportunities.at(row)!) };
}

async function inOrder(view: View, order: Order): Promise<PageOf<Opportunity>> {
  const { state } = view.sandbox;
  const { opportunities } = state.tables;
  const key = keyOf(view, order.by);
  const last = opportunities.get(view.query.get("before") ?? "");
  const after = last === undefined ? null : { key: key(last), row: opportunities.rowOf(last.id) };
  const sorted = new SortedPage<Opportunity>(order, PAGE_SIZE, after);
  await eachMatch(state, listFilters(filtersOf(view)), (item, row) =>
    sorted.add({ item, key: key(item), row }),
  );
  const page = sorted.page();
  // Some may be deleted meanwhile.
  return { ...page, shown: page.shown.filter(({ id }) => opportunities.has(id)) };
}

/** The columns of the list. */
export const COLUMNS: readonly Column[] = [
  { name: "Status", sort: "status" },
  { name: "Under test", sort: "subject" },
  { name: "Platform", sort: "platform" },
  { name: "Walk", sort: "took" },
  { name: "Agent", sort: "agent" },
  { name: "Age", sort: "age" },
];

/** The value of a column by which the list is sorted. */
function keyOf({ now, sandbox: { state } }: View, column: string): (one: Opportunity) => string | number {
  switch (column) {
    case "status":
      return ({ id }) => faceStateOf(state, id);
    case "subject":
      return (one) => subjectOf(one);
    case "platform":
      return ({ platform }) => platform ?? "";
    case "agent":
      return ({ id }) => state.walk(id).holder?.agent_id ?? "";
    case "took":
      return ({ id, queued_at }) => {
        const { at, type } = latestOf(state.walk(id));
        return (type === "RESULT_STORED" ? at : now) - queued_at;
      };
    default:
      return ({ queued_at }) => -queued_at;
  }
}

/** The opportunity that the page's path names. */
export const opportunityOf = ({ params, sandbox }: View): Opportunity | undefined =>
  sandbox.state.opportunity((params["id"] ?? "").toLowerCase());
