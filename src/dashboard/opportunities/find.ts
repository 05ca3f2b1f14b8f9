import { listOpportunities } from "../../control/list-opportunities.js";
import type { Opportunity } from "../../domain/records.js";
import { isRefusal } from "../../domain/refusal.js";
import { type PageOf, pageOf } from "../components/pages-of.js";
import type { View } from "../page.js";
import { filtersOf, listFilters } from "./filters.js";

/** How many opportunities a page of the list shows. */
const PAGE = 50;
/** The first page keeps what it showed while new ones come, up to so many. */
const GROWS_TO = 150;

/**
 * Finds what the page's query asks for, newest first. A page that begins after what is not there is the first. The first
 * page goes on to show all that it has shown: `until` names the last of that.
 */
export function findOpportunities(view: View): PageOf<Opportunity> {
  const filters = listFilters(filtersOf(view));
  const { state } = view.sandbox;
  const passing = (before?: string | null): readonly Opportunity[] | null => {
    const found = listOpportunities(state, { ...filters, limit: Infinity, before: before ?? undefined });
    return isRefusal(found) ? null : found.page;
  };
  const all = passing() ?? [];
  // It may itself no longer pass the filters: what counts is how many are newer.
  const upTo = (id: string | null): number => (id === null ? 0 : all.length - (passing(id) ?? all).length);
  const skipped = upTo(view.query.get("before"));
  const kept = skipped === 0 ? upTo(view.query.get("until")) : 0;
  return pageOf(all, { skipped, size: Math.min(GROWS_TO, Math.max(PAGE, kept)) });
}

/** The opportunity that the page's path names. */
export const opportunityOf = ({ params, sandbox }: View): Opportunity | undefined =>
  sandbox.state.opportunity((params["id"] ?? "").toLowerCase());
