import { listOpportunities } from "../../control/list-opportunities.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal } from "../../domain/refusal.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import type { View } from "../page.js";
import { filtersOf, listFilters } from "./filters.js";

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
  // The item itself may no longer match the filters, so count the newer ones.
  const upTo = (id: string | null): number => (id === null ? 0 : all.length - (passing(id) ?? all).length);
  const place = all.findIndex(({ id }) => id === view.held);
  return pageOf(all, {
    skipped: upTo(view.query.get("before")),
    newer: place === -1 ? upTo(view.held) : place,
    size: PAGE_SIZE,
  });
}

/** The opportunity that the page's path names. */
export const opportunityOf = ({ params, sandbox }: View): Opportunity | undefined =>
  sandbox.state.opportunity((params["id"] ?? "").toLowerCase());
