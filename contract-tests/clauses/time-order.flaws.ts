import { eachLog, eachResult, onBody } from "../mutants/changes.js";
import { onAnswer } from "../mutants/around.js";
import { logsOf, productsOf, testSpecsOf } from "../mutants/bodies.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import { HOUR, later } from "../mutants/times.js";

const moved = (name: string, by: number) => (body: Record<string, unknown>) =>
  (body[name] = later(String(body[name]), by));

const EVENTS = [
  ["queued", 0, -HOUR],
  ["picked", 1, HOUR],
  ["stored", 3, HOUR],
] as const;

/** Flaws of times that only other objects show. */
export const timeOrderFlaws = defineFlaws("time order", [
  [
    "product.later",
    "created_at of a product is of a clock that is a day fast",
    "times.order.of-all",
    onBody(["createProduct"], moved("created_at", 24 * HOUR)),
  ],
  [
    "test-spec.earlier",
    "created_at of a Test Spec is an hour early",
    "times.order.of-all",
    onBody(["createTestSpec"], moved("created_at", -HOUR)),
  ],
  ...EVENTS.map(([name, at, by]): WrittenFlaw => [
    `event.${name}`,
    `the time of the event ${name} is an hour off`,
    "times.order.of-all",
    eachLog(({ events }) => {
      const event = events[at];
      if (event) event.timestamp = later(event.timestamp, by);
    }),
  ]),
  [
    "updated-at.frozen",
    "updated_at stays that of queueing",
    "times.updated-at.stages",
    eachLog((log) => (log.updated_at = log.queued_at)),
  ],
  [
    "product.in-list",
    "created_at of a product in the list is an hour late",
    "times.same.product",
    onAnswer(["listProducts"], (answer) => {
      for (const product of productsOf(answer)) product.created_at = later(product.created_at, HOUR);
    }),
  ],
  [
    "product.by-put",
    "a replacement answers with another created_at",
    "times.same.product",
    onBody(["updateProduct"], moved("created_at", 1)),
  ],
  [
    "test-spec.in-list",
    "created_at of a Test Spec in the list is a microsecond late",
    "times.same.test-spec",
    onAnswer(["listTestSpecs"], (answer) => {
      for (const spec of testSpecsOf(answer)) spec.created_at = later(spec.created_at, 1);
    }),
  ],
  [
    "test-spec.in-result",
    "created_at of the Test Spec in a result is a microsecond late",
    "times.same.test-spec",
    eachResult(({ test_spec }) => (test_spec.created_at = later(test_spec.created_at, 1))),
  ],
  [
    "pick.queued-at",
    "queued_at of a pick is a microsecond late",
    "times.same.events",
    onBody(["pickTestOpportunity"], moved("queued_at", 1)),
  ],
  [
    "events.unfiltered",
    "the list without a filter tells other times than that of one opportunity",
    "times.same.events",
    onAnswer(["listTestEvents"], (answer, { url }) => {
      if (url.search !== "") return;
      for (const { events } of logsOf(answer))
        for (const event of events) event.timestamp = later(event.timestamp, 1);
    }),
  ],
  [
    "legacy.queued-at",
    "the older log has another queued_at",
    "times.same.legacy",
    eachLog((log) => (log.queued_at = later(log.queued_at, 1)), ["legacyListTestEvents"]),
  ],
  [
    "span.one-late",
    "a result is found only from a microsecond before it was stored",
    "times.span-of-result",
    eachLog(({ events }) => {
      const stored = events[3];
      if (stored) stored.timestamp = later(stored.timestamp, 1);
    }),
  ],
]);
