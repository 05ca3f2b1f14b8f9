import { listOpportunities } from "../../control/list-opportunities.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal } from "../../domain/refusal.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import type { View } from "../page.js";
import { filtersOf, listFilters } from "./filters.js";

/** How many opportunities a page of the list shows. */
const PAGE_SIZE = 50;

/** Finds what the page's query asks for, newest first. A page that begins after what is not there is the first. */
export function findOpportunities(view: View): PageOf<Opportunity> {
  const filters = listFilters(filtersOf(view));
  const { state } = view.sandbox;
  const passing = (before?: string): readonly Opportunity[] | null => {
    const found = listOpportunities(state, { ...filters, limit: Infinity, before });
    return isRefusal(found) ? null : found.page;
  };
  const all = passing() ?? [];
  // It may itself no longer pass the filters: what counts is how many are newer.
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
