import type { OpportunityFilters } from "../../control/list-opportunities.js";
import type { View } from "../page.js";

/** Filters that most visitors do not need; shown where one of them is set. */
export const FURTHER = ["trigger", "spec", "revision", "image", "unfinished"] as const;
/** The names of the filters in the page's query: those of the control plane, and what the results lead by. */
const FILTERS = ["product", "snap", "platform", "status", ...FURTHER] as const;
export type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

/** What the page's query asks for; empty ones are left out. */
export function filtersOf({ query }: View): Filters {
  return Object.fromEntries(
    FILTERS.map((name) => [name, query.get(name)?.trim() ?? ""]).filter(([, value]) => value !== ""),
  ) as Filters;
}

/** The same for the list. What is no number, or none of those that there are, passes nothing. */
export function listFilters(filters: Filters): Omit<OpportunityFilters, "limit"> {
  const { revision, ...rest } = filters;
  return { ...rest, ...(revision !== undefined && { revision: Number(revision) }) } as never;
}
