import { defineFlaws } from "../mutants/define-flaws.js";
import { filterFlaws } from "../mutants/filter-flaws.js";

/** Flaws of the filters of the organization-based API (contract.md §8). */
export const legacyFilterFlaws = defineFlaws(
  "filters",
  (["events", "results"] as const).flatMap((list) =>
    filterFlaws({
      operation: list === "events" ? "legacyListTestEvents" : "legacyListTestResults",
      clauses: `legacy.${list}`,
      bounds: null,
      dates: [`legacy.${list}.filter.dates`, `legacy.${list}.filter.dates`],
    }),
  ),
);
