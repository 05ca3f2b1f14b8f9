import type { EventLog, LogEvent } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { HOUR, later } from "../mutants/times.js";
import { eachLog, OTHER_ID } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";
import { eventOrderFlaws } from "./events.order.flaws.js";

const eachEvent = (
  type: LogEvent["event_type"],
  change: (event: LogEvent, log: EventLog) => void,
): Mutant["wrap"] =>
  eachLog((log) => {
    for (const event of log.events) if (event.event_type === type) change(event, log);
  });

const MICROSECOND = 1;

/** Flaws of the events in event logs (contract.md §5). */
export const eventFlaws = defineFlaws("events", [
  [
    "stored.other-result-id",
    "RESULT_STORED has another result_id than RESULT_POSTED",
    "events.stored-repeats-posted",
    eachEvent("RESULT_STORED", (event) => (event.result_id = OTHER_ID)),
  ],
  [
    "stored.other-status",
    "RESULT_STORED has another test_status than RESULT_POSTED",
    "events.stored-repeats-posted",
    eachEvent(
      "RESULT_STORED",
      (event) => (event.test_status = event.test_status === "PASSED" ? "FAILED" : "PASSED"),
    ),
  ],
  [
    "both.other-result-id",
    "events name another result than the answer to the post and the list of results",
    ["events.posted.result", "events.ids-agree"],
    eachLog((log) => {
      for (const event of log.events) if (event.result_id !== undefined) event.result_id = OTHER_ID;
    }),
  ],
  [
    "both.other-status",
    "events show FAILED for a result that passed",
    "events.posted.result",
    eachLog((log) => {
      for (const event of log.events) if (event.test_status === "PASSED") event.test_status = "FAILED";
    }),
  ],
  [
    "posted.other-agent",
    "RESULT_POSTED names another agent than PICKED_BY_AGENT",
    "events.posted-by-picker",
    eachEvent("RESULT_POSTED", (event) => (event.agent_id = "another-agent")),
  ],
  [
    "picked.other-agent",
    "events name an agent that did not pick",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) if (event.agent_id !== undefined) event.agent_id = "another-agent";
    }),
  ],
  [
    "picked.platform-lost",
    "events do not show the agent's platform",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) if (event.platform !== undefined) event.platform = null;
    }),
  ],
  [
    "picked.group-lost",
    "events do not show the agent's group",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) if (event.agent_group !== undefined) event.agent_group = null;
    }),
  ],
  [
    "picked.group-for-platform",
    "events show the agent's group as its platform",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) {
        if (event.platform !== undefined)
          [event.platform, event.agent_group] = [event.agent_group ?? null, event.platform];
      }
    }),
  ],
  [
    "queued-at.later",
    "queued_at is a microsecond after the first event",
    "events.queued-at-is-first",
    eachLog((log) => (log.queued_at = later(log.queued_at, MICROSECOND))),
  ],
  [
    "queued-at.earlier",
    "queued_at is a microsecond before the first event",
    "events.queued-at-is-first",
    eachLog((log) => (log.queued_at = later(log.queued_at, -MICROSECOND))),
  ],
  [
    "queued-at.last-event",
    "queued_at is the time of the last event",
    "events.queued-at-is-first",
    eachLog((log) => (log.queued_at = log.events.at(-1)!.timestamp)),
  ],
  [
    "updated-at.before-last",
    "updated_at is a microsecond before the last event",
    "events.updated-at-not-before-last",
    eachLog((log) => (log.updated_at = later(log.events.at(-1)!.timestamp, -MICROSECOND))),
  ],
  [
    "updated-at.first-event",
    "updated_at stays the time of the first event",
    "events.updated-at-not-before-last",
    eachLog((log) => (log.updated_at = log.queued_at)),
  ],
  [
    "times.go-back",
    "an event is an hour older than the event before it",
    "events.times-never-back",
    eachLog((log) => {
      const [first, second] = log.events;
      if (second) second.timestamp = later(first!.timestamp, -HOUR);
    }),
  ],
  [
    "times.stored-before-posted",
    "RESULT_STORED is a microsecond before RESULT_POSTED",
    ["events.stored-not-before-posted", "events.times-never-back"],
    eachEvent(
      "RESULT_STORED",
      (event, log) => (event.timestamp = later(log.events[2]!.timestamp, -MICROSECOND)),
    ),
  ],
  ...eventOrderFlaws,
]);
