import type { Clause } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { LegacyEventLog, LegacyTestResult } from "./support/bodies.js";
import { defineClauses } from "./support/define.js";
import { eventFacts } from "./support/event-facts.js";
import { answered, fields, list, same } from "./support/expect.js";
import { pastLogs, pastResults } from "./support/history.js";
import { eventLogs } from "./support/read.js";
import { logFacts, logGrows, logListFacts, notBeforeProduct } from "./support/record-facts.js";
import { shownDate, microsOf, SECOND, secondOf } from "./support/times.js";
import {
  facts,
  everyLog,
  everyLogList,
  recordPart,
  part,
  MAX_ASKED_FOR,
  narrowLogs,
} from "./support/past.js";
import { ofResults } from "./history-results.js";
import { ofProducts } from "./history-products.js";

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

/** Existing data, judged by reading only. */
export const pastClauses: Clause[] = [...ofEvents, ...ofResults, ...ofProducts, ...ofLegacy];
