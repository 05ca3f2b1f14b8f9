import { listOpportunities } from "../../control/list-opportunities.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal } from "../../domain/refusal.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import type { View } from "../page.js";
import { filtersOf, listFilters } from "./filters.js";

/** How many opportunities a page of the list shows. */
const PAGE = 50;

/** Finds what the page's query asks for, newest first. A page that begins after what is not there is the first. */
export function findOpportunities(view: View): PageOf<Opportunity> {
  const filters = listFilters(filtersOf(view));
  const { state } = view.sandbox;
  const found = listOpportunities(state, { ...filters, limit: Infinity });
  const all = isRefusal(found) ? [] : found.page;
  const before = view.query.get("before") ?? undefined;
  const rest =
    before === undefined ? found : listOpportunities(state, { ...filters, limit: Infinity, before });
  // What the page begins after may no longer pass the filters.
  const skipped = isRefusal(rest) ? 0 : all.length - rest.page.length;
  return pageOf(all, { skipped, size: PAGE });
}

/** The opportunity that the page's path names. */
export const opportunityOf = ({ params, sandbox }: View): Opportunity | undefined =>
  sandbox.state.opportunity((params["id"] ?? "").toLowerCase());
