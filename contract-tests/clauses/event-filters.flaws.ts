import { onAnswer } from "../mutants/around.js";
import { logsOf } from "../mutants/bodies.js";
import { defineFlaws } from "../mutants/define-flaws.js";
import { filterFlaws, givenFilters } from "../mutants/filter-flaws.js";

/** Flaws of the filters of event logs (contract.md §5). */
export const eventFilterFlaws = defineFlaws("filters", [
  ...filterFlaws({
    operation: "listTestEvents",
    clauses: "events",
    bounds: { start: "events.bounds.exact", end: "events.bounds.exact" },
    dates: ["events.filter.start_date", "events.filter.end_date"],
  }),
  [
    "events.unknown-opportunity",
    "the logs of an unknown opportunity are 404, not an empty list",
    ["events.filter.test_opportunity_id.unknown", "history.events.unknown"],
    onAnswer(["listTestEvents"], (answer) => {
      if (answer.status === 200 && logsOf(answer).length === 0) answer.status = 404;
    }),
  ],
  [
    "events.narrow-differs",
    "a log found by a filter has another spec_name",
    "events.filter.narrow-shows-the-same",
    onAnswer(["listTestEvents"], (answer, call) => {
      if (givenFilters(call).length > 0) for (const log of logsOf(answer)) log.spec_name = "another";
    }),
  ],
]);
