import { onAnswer } from "../mutants/around.js";
import { resultsOf } from "../mutants/bodies.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { filterFlaws, givenFilters } from "../mutants/filter-flaws.js";

/** The two addresses of results, each with the prefix of its clause ids. */
const LISTS = [
  ["listTestResults", "results"],
  ["listTestResultsAlias", "results-alias"],
] as const;

/** Flaws of the filters of results (contract.md §6). */
export const resultFilterFlaws = defineFlaws(
  "filters",
  LISTS.flatMap(([operation, clauses]): WrittenFlaw[] => [
    ...filterFlaws({
      operation,
      clauses,
      bounds: { start: `${clauses}.start-inclusive`, end: `${clauses}.end-exclusive` },
      dates: [`${clauses}.filter.start_date`, `${clauses}.filter.end_date`],
    }),
    [
      `${operation}.narrow-differs`,
      `${operation}: a result found by a filter has another agent_revno`,
      `${clauses}.filter.narrow-shows-the-same`,
      onAnswer([operation], (answer, call) => {
        if (givenFilters(call).length > 0) for (const result of resultsOf(answer)) result.agent_revno = "0";
      }),
    ],
  ]),
);
