import { onAnswer } from "../mutants/around.js";
import { type EventLog, LOGS, logsOf } from "../mutants/bodies.js";
import { eachLog, OTHER_ID } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

const finished = (log: EventLog): boolean => log.events.length === 4;

/** Flaws of the other fields of event logs, and of which logs are listed (contract.md §5). */
export const eventLogFlaws = defineFlaws("event logs", [
  [
    "seen.one-less",
    "events_seen does not have the last event",
    "events.events-seen",
    eachLog((log) => {
      if (log.events_seen.length > 1) log.events_seen.pop();
    }),
  ],
  [
    "seen.reversed",
    "events_seen is in reverse order",
    "events.events-seen",
    eachLog((log) => log.events_seen.reverse()),
  ],
  [
    "seen.all",
    "events_seen always lists the whole flow",
    "events.events-seen.unfinished",
    eachLog((log) => {
      log.events_seen = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"];
    }),
  ],
  [
    "spec-name.other",
    "spec_name is the id of the opportunity instead of the Test Spec's name",
    "events.spec-name",
    eachLog((log) => (log.spec_name = log.test_opportunity_id)),
  ],
  [
    "opportunity.other-id",
    "test_opportunity has another id than the log",
    "events.opportunity",
    eachLog((log) => (log.test_opportunity.id = OTHER_ID)),
  ],
  [
    "opportunity.other-image",
    "the log has another image_unique_id than its opportunity",
    "events.opportunity",
    eachLog((log) => (log.image_unique_id = OTHER_ID)),
  ],
  [
    "product.other-id",
    "the log names another product",
    ["triggers.ids-agree.*", "history.events.of-the-product"],
    eachLog((log) => {
      if ("product_id" in log) log.product_id = OTHER_ID;
    }),
  ],
  [
    "order.logs",
    "logs are listed newest first",
    "events.all-oldest-first",
    onAnswer(LOGS, (answer) => void logsOf(answer).reverse()),
  ],
  [
    "first-only",
    "only the oldest log of the product is listed",
    "events.all-oldest-first",
    onAnswer(LOGS, (answer) => void logsOf(answer).splice(1)),
  ],
  [
    "unfinished-only",
    "finished opportunities are not listed",
    ["events.all-four", "events.growing"],
    onAnswer(LOGS, (answer) => {
      const logs = logsOf(answer);
      logs.splice(0, logs.length, ...logs.filter((log) => !finished(log)));
    }),
  ],
  [
    "finished-only",
    "opportunities are listed only when they are finished",
    ["events.growing", "events.all-oldest-first"],
    onAnswer(LOGS, (answer) => {
      const logs = logsOf(answer);
      logs.splice(0, logs.length, ...logs.filter(finished));
    }),
  ],
]);
