import type { Clause, ClauseContext } from "./clause.js";
import { check, Skip } from "../judge/mismatch.js";
import type {
  EventLog,
  LegacyEventLog,
  LegacyTestResult,
  Product,
  TestResult,
  TestSpec,
} from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { eventFacts } from "./support/event-facts.js";
import { answered, fields, list, same } from "./support/expect.js";
import { history, pastLogs, pastResults } from "./support/history.js";
import { eventLogs, type Filters, testResults } from "./support/read.js";
import {
  finishedFacts,
  logFacts,
  logGrows,
  logListFacts,
  notBeforeProduct,
  notBeforeStored,
  onceStored,
  oneResultEach,
  type RecordFact,
  resultFacts,
  sameTestSpec,
  storedIn,
} from "./support/record-facts.js";
import { shownDate, isNaive, microsOf, SECOND, secondOf } from "./support/times.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** The maximum number of items of the history that are queried one by one. */
const MAX_ASKED_FOR = 5;

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** The newest finished logs. */
async function finished(t: ClauseContext): Promise<{ product: Product; log: EventLog }[]> {
  const all = (await pastLogs(t)).filter(({ log }) => storedIn(log)["event_type"] !== undefined);
  if (all.length === 0) throw new Skip("no finished opportunity in the history");
  return all.slice(-MAX_ASKED_FOR);
}

/** Reads again with filters; null if the product has been deleted since. */
async function narrowLogs(t: ClauseContext, product: Product, query: Filters): Promise<EventLog[] | null> {
  const answer = await t.call("listTestEvents", { path: { product_id: product.id }, query });
  return answer.status === 404 ? null : list<EventLog>(answered(answer, 200), "event_logs");
}

const facts = eventFacts.map(
  ({ id, title, provenance, statement, judge }): [string, ReturnType<typeof part>] => [
    `history.events.${id}`,
    part(`${title}, in every existing log`, provenance, [statement], async (t) => {
      for (const { log } of await pastLogs(t)) judge(log);
    }),
  ],
);

function part(
  title: string,
  provenance: readonly string[],
  statements: readonly string[],
  run: (t: ClauseContext) => Promise<void>,
) {
  return { title, provenance, statements, run };
}

/** A clause that judges existing records by a fact. */
function recordPart<Subject>(
  of: "events" | "results",
  { id, title, provenance, statements, judge }: RecordFact<Subject>,
  run: (t: ClauseContext, judge: (subject: Subject) => void) => Promise<void>,
  where?: string,
): Record<string, ReturnType<typeof part>> {
  const whole = where === undefined ? title : `${title}, ${where}`;
  return { [`history.${of}.${id}`]: part(whole, provenance, statements, (t) => run(t, judge)) };
}

const everyLog = (fact: RecordFact<EventLog>, where?: string) =>
  recordPart(
    "events",
    fact,
    async (t, judge) => {
      for (const { log } of await pastLogs(t)) judge(log);
    },
    where,
  );

const everyLogList = (fact: RecordFact<{ productId: string; logs: readonly EventLog[] }>) =>
  recordPart("events", fact, async (t, judge) => {
    await pastLogs(t);
    for (const { product, logs } of await history(t)) judge({ productId: product.id, logs });
  });

const everyResult = (fact: RecordFact<TestResult>) =>
  recordPart("results", fact, async (t, judge) => {
    for (const { result } of await pastResults(t)) judge(result);
  });

const everyFinished = (fact: RecordFact<{ log: EventLog; result: TestResult }>) =>
  recordPart("results", fact, async (t, judge) => {
    for (const { product, log } of await finished(t)) {
      const of = (await history(t)).find((one) => one.product.id === product.id)!;
      const result = of.results.find((one) => one.test_opportunity_id === log.test_opportunity_id);
      if (result) judge({ log, result });
    }
  });

/**
 * Judges existing data by reading only: the facts of contract.md §5, §6 hold for every log and result of any client.
 */
const ofEvents: Clause[] = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: ["history"], leaves: "nothing", varies: true },
  {
    ...Object.fromEntries(facts),
    ...everyLog(logFacts.timesForm, "in every log"),
    ...everyLogList(logListFacts.ofTheProduct),
    ...everyLogList(logListFacts.oldestFirst),
    ...recordPart("events", notBeforeProduct, async (t, judge) => {
      for (const { product, log } of await pastLogs(t)) judge({ product, log });
    }),
    ...everyLog(logFacts.context),
    ...everyLog(logFacts.platform),
    "history.events.filter.test_opportunity_id": part(
      "test_opportunity_id finds only that log",
      ["D 956"],
      ["5.filter-opportunity"],
      async (t) => {
        for (const { product, log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
          const { test_opportunity_id } = log;
          const found = await narrowLogs(t, product, { test_opportunity_id });
          if (found)
            same(
              "what is found",
              found.map((one) => one.test_opportunity_id),
              [test_opportunity_id],
            );
        }
      },
    ),
    ...recordPart("events", logGrows, async (t, judge) => {
      for (const { product, log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
        const found = await narrowLogs(t, product, { test_opportunity_id: log.test_opportunity_id });
        const now = found?.find((one) => one.test_opportunity_id === log.test_opportunity_id);
        if (now) judge({ before: log, now });
      }
    }),
    "history.events.filter.image_unique_id": part(
      "image_unique_id finds only opportunities of that image",
      ["A-23"],
      ["5.filters"],
      async (t) => {
        for (const { product, log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
          const { image_unique_id, test_opportunity_id } = log;
          const found = await narrowLogs(t, product, { image_unique_id });
          if (!found) continue;
          const images = [...new Set(found.map((one) => one.image_unique_id))];
          same("the images found", images, [image_unique_id]);
          const ids = found.map((one) => one.test_opportunity_id);
          check(ids.includes(test_opportunity_id), `opportunity ${test_opportunity_id} among them`, ids);
        }
      },
    ),
    "history.events.filter.dates": part(
      "start_date and end_date exclude opportunities queued before and after",
      ["A-23"],
      ["5.filters"],
      async (t) => {
        for (const { product, log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
          const from = secondOf(microsOf(log.queued_at));
          const [start_date, end_date] = [shownDate(from), shownDate(from + SECOND)];
          const found = await narrowLogs(t, product, { start_date, end_date });
          if (!found) continue;
          const ids = found.map((one) => one.test_opportunity_id);
          check(
            ids.includes(log.test_opportunity_id),
            `opportunity ${log.test_opportunity_id} of that second`,
            ids,
          );
          const other = found.find((one) => secondOf(microsOf(one.queued_at)) !== from);
          check(
            other === undefined,
            `only opportunities queued in the second from ${start_date}`,
            other?.queued_at,
          );
        }
      },
    ),
    "history.events.filters-and": part(
      "Filters are joined with AND: another image's id and an opportunity's find nothing",
      ["A-23"],
      ["5.filters"],
      async (t) => {
        for (const { product, log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
          const { test_opportunity_id } = log;
          const query = { test_opportunity_id, image_unique_id: t.uuid() };
          const found = await narrowLogs(t, product, query);
          if (found) same("what is found", found, []);
        }
      },
    ),
    "history.events.unknown": part(
      "An unknown test_opportunity_id finds an empty list, status 200",
      ["D 956", "A-23"],
      ["5.filter-opportunity"],
      async (t) => {
        const [first] = await pastLogs(t);
        same("the logs", await eventLogs(t, first!.product.id, { test_opportunity_id: t.uuid() }), []);
      },
    ),
    "history.events.unreadable-date": part(
      "An invalid date is 400, and the message names the parameter",
      ["A-01"],
      ["2.date-refused"],
      async (t) => {
        const [first] = await pastLogs(t);
        const path = { product_id: first!.product.id };
        const answer = await t.call("listTestEvents", { path, query: { start_date: "2015-02-30" } });
        const { message } = fields(answered(answer, 400));
        check(String(message).includes("start_date"), "a message that names start_date", message);
      },
    ),
  },
);

const FILTERS: Record<string, string> = {
  "filter.test_opportunity_id": "test_opportunity_id finds only that result",
  "filter.image_unique_id": "image_unique_id finds only the results of that image",
  "filters-and": "Filters are joined with AND: another image's id and an opportunity's find nothing",
  "filter.dates": "start_date and end_date find a result only in the second in which it was stored",
};

const ofResults: Clause[] = defineClauses(
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

const ofProducts: Clause[] = defineClauses(
  { operation: "listProducts", answer: "200", needs: ["history"], leaves: "nothing", varies: true },
  {
    "history.products.created-at-form": part(
      "created_at of every product has no offset and six digits",
      ["D 258"],
      ["2.naive-times"],
      async (t) => {
        const wrong = (await listed(t)).find(({ created_at }) => !isNaive(created_at));
        check(wrong === undefined, "a time such as 2016-01-04T17:34:39.093142", wrong?.created_at);
      },
    ),
    "history.products.oldest-first": part(
      "Products are listed oldest first",
      ["A-07"],
      ["4.listProducts"],
      async (t) => {
        const times = (await listed(t)).map(({ created_at }) => microsOf(created_at));
        same("the order of created_at", times, sorted(times));
      },
    ),
    "history.products.ids": part("Every product has a unique UUID", ["D 257"], ["2.ids"], async (t) => {
      const ids = (await listed(t)).map(({ id }) => id);
      const wrong = ids.find((id) => !UUID.test(id));
      check(wrong === undefined, "a UUID", wrong);
      check(new Set(ids).size === ids.length, "each id once", ids);
    }),
    "history.products.read-alike": part(
      "A product that is read is the same as in the list",
      ["A-07"],
      ["4.getProduct", "4.listProducts"],
      async (t) => {
        for (const { product } of (await history(t)).slice(0, MAX_ASKED_FOR)) {
          const answer = await t.call("getProduct", { path: { product_id: product.id } });
          // Its owner may replace or delete a product meanwhile; id and created_at do not change.
          if (answer.status === 404) continue;
          const { id, created_at } = answered<Product>(answer, 200);
          same("id and created_at", { id, created_at }, { id: product.id, created_at: product.created_at });
        }
      },
    ),
    "history.test-specs.read-alike": part(
      "A Test Spec that is read is the same as in the list",
      ["A-08"],
      ["4.getTestSpec", "4.listTestSpecs"],
      async (t) => {
        for (const { product, specs } of await history(t)) {
          for (const spec of specs.slice(0, MAX_ASKED_FOR)) {
            const path = { product_id: product.id, test_spec_id: spec.id };
            const answer = await t.call("getTestSpec", { path });
            if (answer.status !== 404) same("the Test Spec", answered<TestSpec>(answer, 200), spec);
          }
        }
      },
    ),
  },
);

const ofLegacy: Clause[] = defineClauses(
  {
    operation: "legacyListTestEvents",
    answer: "200",
    needs: ["history", "legacy"],
    leaves: "nothing",
    varies: true,
  },
  {
    "history.legacy.events": part(
      "The organization shows the same events as the product",
      ["A-32"],
      ["8.one-set"],
      async (t) => {
        for (const { log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
          const { test_opportunity_id } = log;
          const path = { org_id: t.target.organization! };
          const answer = await t.call("legacyListTestEvents", { path, query: { test_opportunity_id } });
          const [legacy] = list<LegacyEventLog>(answered(answer, 200), "event_logs");
          if (legacy) same("the earlier events", legacy.events.slice(0, log.events.length), log.events);
        }
      },
    ),
    "history.legacy.facts": part(
      "The organization's event logs conform, too",
      ["L 928-978"],
      ["8.legacyListTestEvents"],
      async (t) => {
        for (const { log } of (await pastLogs(t)).slice(-MAX_ASKED_FOR)) {
          const path = { org_id: t.target.organization! };
          const query = { test_opportunity_id: log.test_opportunity_id };
          const answer = await t.call("legacyListTestEvents", { path, query });
          for (const legacy of list<LegacyEventLog>(answered(answer, 200), "event_logs")) {
            for (const { judge } of eventFacts) judge(legacy);
          }
        }
      },
    ),
    "history.legacy.results": {
      ...part(
        "The organization shows the same results as the product",
        ["A-32"],
        ["8.one-set"],
        async (t) => {
          for (const { result } of (await pastResults(t)).slice(-MAX_ASKED_FOR)) {
            const path = { org_id: t.target.organization! };
            const query = { test_opportunity_id: result.test_opportunity_id };
            const answer = await t.call("legacyListTestResults", { path, query });
            const [legacy] = list<LegacyTestResult>(answered(answer, 200), "test_results");
            if (!legacy) continue; // Deleted meanwhile.
            for (const name of [
              "id",
              "test_status",
              "agent-id",
              "result_payload",
              "image_reference",
            ] as const) {
              same(name, legacy[name], result[name]);
            }
          }
        },
      ),
      operation: "legacyListTestResults",
    },
  },
);

async function listed(t: ClauseContext): Promise<Product[]> {
  const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
  if (all.length === 0) throw new Skip("the account has no product");
  return all;
}

/** Existing data, judged by reading only. */
export const pastClauses: Clause[] = [...ofEvents, ...ofResults, ...ofProducts, ...ofLegacy];
