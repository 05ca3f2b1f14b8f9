import { listOpportunities } from "../../control/list-opportunities.js";
import { latestOf } from "../../domain/events.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal } from "../../domain/refusal.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import { type Column, orderOf, sortedBy } from "../components/sorted.js";
import type { View } from "../page.js";
import { filtersOf, listFilters } from "./filters.js";
import { faceStateOf, subjectOf } from "./words.js";

/** Number of opportunities on a page of the list. */
const PAGE_SIZE = 50;

/**
 * Finds the opportunities of the page's query, newest first. If the item that the page starts after is gone, this is
 * the first page.
 */
export function findOpportunities(view: View): PageOf<Opportunity> {
  const filters = listFilters(filtersOf(view));
  const { state } = view.sandbox;
  const passing = (before?: string): readonly Opportunity[] | null => {
    const found = listOpportunities(state, { ...filters, limit: Infinity, before });
    return isRefusal(found) ? null : found.page;
  };
  const all = passing() ?? [];
  const order = orderOf(view, COLUMNS);
  if (order !== null) {
    const sorted = sortedBy(all, order, keyOf(view, order.by));
    // An order by a value does not grow at its top: new items take their places at the next look.
    const skipped = sorted.findIndex(({ id }) => id === view.query.get("before")) + 1;
    return { ...pageOf(sorted, { skipped, size: PAGE_SIZE }), top: undefined };
  }
  // The item itself may no longer match the filters, so count the newer ones.
  const upTo = (id: string | null): number => (id === null ? 0 : all.length - (passing(id) ?? all).length);
  const place = all.findIndex(({ id }) => id === view.held);
  return pageOf(all, {
    skipped: upTo(view.query.get("before")),
    newer: place === -1 ? upTo(view.held) : place,
    size: PAGE_SIZE,
  });
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
