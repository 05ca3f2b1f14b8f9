import type { ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { same } from "./support/expect.js";
import { type Filters } from "./support/read.js";
import { shownDate, SECOND, secondOf } from "./support/times.js";
import { sharedWalk, type Walk } from "./support/walk.js";
import { legacyWalk } from "./support/legacy.js";

type Look = (t: ClauseContext, query: Filters) => Promise<string[]>;

/** Filters of the older API. The account may have other data, so only items of this run are judged. */
export function legacyFilters(operation: string, look: Look, at: (made: Walk) => number) {
  const documented = operation === "legacyListTestResults";
  const own = documented ? ["L 1031-1052", "P"] : ["A-23"];
  const part = (run: (t: ClauseContext) => Promise<void>, title: string, provenance: string[]) => ({
    ...{ operation, title, provenance, run },
    statements: [documented ? "8.legacyListTestResults" : "8.legacyListTestEvents"],
  });
  const others = async (t: ClauseContext): Promise<Walk> => sharedWalk(t, "image");
  return {
    "filter.image_unique_id": part(
      async (t) => {
        const { ids } = await legacyWalk(t);
        await others(t);
        const { image_unique_id, test_opportunity_id } = ids[0];
        same("what is found", await look(t, { image_unique_id }), [test_opportunity_id]);
      },
      "image_unique_id finds only items of that image",
      own,
    ),
    "filter.test_opportunity_id": part(
      async (t) => {
        const { opportunityId } = await legacyWalk(t);
        await others(t);
        same("what is found", await look(t, { test_opportunity_id: opportunityId }), [opportunityId]);
      },
      "test_opportunity_id finds only that opportunity",
      documented ? ["L 827"] : ["L 928-929"],
    ),
    "filter.dates": {
      ...part(
        async (t) => {
          const made = await legacyWalk(t);
          const second = secondOf(at(made));
          const [from, to] = [shownDate(second), shownDate(second + SECOND)];
          const isFound = async (query: Filters) => (await look(t, query)).includes(made.opportunityId);
          check(
            await isFound({ start_date: from, end_date: to }),
            `it from ${from} until ${to}`,
            "not found",
          );
          check(!(await isFound({ start_date: to })), `nothing of it from ${to} on`, "found");
          // Whether the second of the end belongs to the span is assumed.
          const earlier = shownDate(second - SECOND);
          check(!(await isFound({ end_date: earlier })), `nothing of it before ${earlier}`, "found");
        },
        "start_date and end_date find the items in that span",
        documented ? ["L 1052"] : ["A-23"],
      ),
      varies: true,
    },
    "filters-and": part(
      async (t) => {
        const { opportunityId, ids } = await legacyWalk(t);
        const other = await others(t);
        const { image_unique_id } = ids[0];
        const both = { image_unique_id, test_opportunity_id: opportunityId };
        same("the item that matches both", await look(t, both), [opportunityId]);
        const one = { image_unique_id, test_opportunity_id: other.opportunityId };
        same("nothing that matches only one", await look(t, one), []);
      },
      "Filters are joined with AND",
      own,
    ),
    none: part(
      async (t) => same("what is found", await look(t, { image_unique_id: t.uuid() }), []),
      "A filter that matches nothing gives an empty list, status 200",
      own,
    ),
  };
}
