import type { OpportunityFilters } from "../../control/list-opportunities.js";
import type { View } from "../page.js";

/** Filters that most visitors do not need; unfolded if one of them is set. */
export const FURTHER = ["trigger", "spec", "revision", "image", "unfinished"] as const;
/**
 * The names of the filters in the page's query: those of the control plane, and those that the results page links
 * with.
 */
const FILTERS = ["product", "snap", "platform", "status", ...FURTHER] as const;
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

/** The filters of the page's query; empty ones are left out. */
export function filtersOf({ query }: View): Filters {
  return Object.fromEntries(
    FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== ""),
  ) as Filters;
}

/** The filters for the list. An invalid number or value matches nothing. */
export function listFilters(filters: Filters): OpportunityFilters {
  const { revision, ...rest } = filters;
  return { ...rest, ...(revision !== undefined && { revision: Number(revision) }) } as never;
}
