import type { Clause, ClauseContext } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { history, pastLogs, pastResults } from "./support/history.js";
import { type Filters, testResults } from "./support/read.js";
import {
  finishedFacts,
  notBeforeStored,
  onceStored,
  oneResultEach,
  resultFacts,
  sameTestSpec,
  storedIn,
} from "./support/record-facts.js";
import { shownDate, microsOf, SECOND, secondOf } from "./support/times.js";
import {
  recordPart,
  finished,
  MAX_ASKED_FOR,
  narrowLogs,
  everyResult,
  everyFinished,
  part,
} from "./support/past.js";

const FILTERS: Record<string, string> = {
  "filter.test_opportunity_id": "test_opportunity_id finds only that result",
  "filter.image_unique_id": "image_unique_id finds only the results of that image",
  "filters-and": "Filters are joined with AND: another image's id and an opportunity's find nothing",
  "filter.dates": "start_date and end_date find a result only in the second in which it was stored",
};

export const ofResults: Clause[] = defineClauses(
  { operation: "listTestResults", answer: "200", needs: ["history"], leaves: "nothing", varies: true },
  {
    ...recordPart("results", onceStored, async (t, judge) => {
      for (const { product, log } of await finished(t)) {
        const { results } = (await history(t)).find((one) => one.product.id === product.id)!;
        judge({ log, results });
      }
    }),
    ...recordPart("results", notBeforeStored, async (t, judge) => {
      for (const { of, result } of (await pastResults(t)).slice(-MAX_ASKED_FOR)) {
        const found = await narrowLogs(t, of.product, { test_opportunity_id: result.test_opportunity_id });
        const log = found?.find((one) => one.test_opportunity_id === result.test_opportunity_id);
        if (log) judge({ log, result });
      }
    }),
    ...recordPart("results", oneResultEach, async (t, judge) => {
      await pastResults(t);
      for (const { results } of await history(t)) judge(results);
    }),
    ...everyResult(resultFacts.ids),
    ...everyFinished(finishedFacts.agent),
    ...everyFinished(finishedFacts.asTriggered),
    ...recordPart("results", sameTestSpec, async (t, judge) => {
      for (const { of, result } of await pastResults(t)) {
        const spec = of.specs.find(({ id }) => id === result.test_spec?.id);
        if (spec) judge({ result, spec });
      }
    }),
    ...everyResult(resultFacts.timingForm),
    ...Object.fromEntries(
      (["listTestResults", "listTestResultsAlias"] as const).flatMap((operation) => {
        const place = operation === "listTestResults" ? "results" : "results-alias";
        const ask = async (t: ClauseContext, product: Product, query: Filters) => {
          const answer = await t.call(operation, { path: { product_id: product.id }, query });
          return answer.status === 404
            ? null
            : list<{ id: string }>(answered(answer, 200), "test_results").map(({ id }) => id);
        };
        const filter = (
          name: string,
          provenance: readonly string[],
          statement: string,
          judge: (t: ClauseContext, one: Awaited<ReturnType<typeof pastResults>>[number]) => Promise<void>,
        ) =>
          [
            `history.${place}.${name}`,
            {
              operation,
              title: `${FILTERS[name]!}${place === "results" ? "" : ", at the other address too"}`,
              provenance,
              statements: [statement],
              async run(t: ClauseContext) {
                for (const one of (await pastResults(t)).slice(-MAX_ASKED_FOR)) await judge(t, one);
              },
            },
          ] as const;
        return [
          filter(
            "filter.test_opportunity_id",
            ["D 742", "D 797"],
            "6.filter-opportunity",
            async (t, { of, result }) => {
              const { test_opportunity_id, id } = result;
              const found = await ask(t, of.product, { test_opportunity_id });
              if (found) same("what is found", found, [id]);
            },
          ),
          filter(
            "filter.image_unique_id",
            ["D 717-719", "P"],
            "6.filter-image",
            async (t, { of, result }) => {
              const { image_unique_id, id } = result;
              const found = await ask(t, of.product, { image_unique_id });
              if (!found) return;
              check(found.includes(id), `result ${id}`, found);
              const others = of.results.filter((one) => one.image_unique_id !== image_unique_id);
              const wrong = others.find((one) => found.includes(one.id));
              check(wrong === undefined, "none of another image", wrong?.id);
            },
          ),
          filter("filters-and", ["D 1068", "D 717-719", "D 742"], "6.filters", async (t, { of, result }) => {
            const query = { test_opportunity_id: result.test_opportunity_id, image_unique_id: t.uuid() };
            const found = await ask(t, of.product, query);
            if (found) same("what is found", found, []);
          }),
          filter("filter.dates", ["D 1068"], "6.filter-dates", async (t, { of, result }) => {
            const log = of.logs.find((one) => one.test_opportunity_id === result.test_opportunity_id);
            const at = microsOf(log && storedIn(log)["timestamp"]);
            if (Number.isNaN(at)) return;
            const from = secondOf(at);
            const [start_date, end_date] = [shownDate(from), shownDate(from + SECOND)];
            const { test_opportunity_id } = result;
            const within = await ask(t, of.product, { start_date, end_date, test_opportunity_id });
            if (within) same(`what is found from ${start_date} until ${end_date}`, within, [result.id]);
            // Whether the second of the end belongs to the span is assumed.
            const earlier = shownDate(from - SECOND);
            const before = await ask(t, of.product, { end_date: earlier, test_opportunity_id });
            if (before) same(`what is found before ${earlier}`, before, []);
            const after = await ask(t, of.product, { start_date: end_date, test_opportunity_id });
            if (after) same(`what is found from ${end_date} on`, after, []);
          }),
        ];
      }),
    ),
    "history.results.none": part(
      "An unknown image_unique_id finds an empty list, status 200",
      ["P"],
      ["6.none"],
      async (t) => {
        const [first] = await pastLogs(t);
        same("the results", await testResults(t, first!.product.id, { image_unique_id: t.uuid() }), []);
      },
    ),
  },
);
