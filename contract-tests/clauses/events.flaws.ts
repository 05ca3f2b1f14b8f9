import type { EventLog, LogEvent } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { HOUR, later } from "../mutants/times.js";
import { eachLog, OTHER_ID } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

const eachEvent = (
  type: LogEvent["event_type"],
  change: (event: LogEvent, log: EventLog) => void,
): Mutant["wrap"] =>
  eachLog((log) => {
    for (const event of log.events) if (event.event_type === type) change(event, log);
  });

const without = (type: LogEvent["event_type"]): Mutant["wrap"] =>
  eachLog((log) => {
    const left = log.events.filter(({ event_type }) => event_type !== type);
    if (left.length > 0) showOnly(log, left);
  });

/** Keeps what else a log says of its events in step, so that nothing but the events is wrong. */
function showOnly(log: EventLog, events: LogEvent[]): void {
  log.events = events;
  log.events_seen = events.map(({ event_type }) => event_type);
}

const finished = (log: EventLog): boolean => log.events.length === 4;
const MICROSECOND = 1;

/** Flaws of what event logs say (contract.md §5). */
export const eventFlaws = defineFlaws("events", [
  [
    "skips.queued",
    "QUEUED_FOR_AGENTS is left out once more has happened",
    ["events.all-four", "events.prefix", "events.growing"],
    eachLog((log) => {
      if (log.events.length > 1) showOnly(log, log.events.slice(1));
    }),
  ],
  [
    "skips.picked",
    "PICKED_BY_AGENT is left out",
    ["events.all-four", "events.prefix"],
    without("PICKED_BY_AGENT"),
  ],
  [
    "skips.posted",
    "RESULT_POSTED is left out",
    ["events.all-four", "events.prefix"],
    without("RESULT_POSTED"),
  ],
  [
    "skips.stored",
    "RESULT_STORED never comes",
    ["events.all-four", "events.growing"],
    without("RESULT_STORED"),
  ],
  [
    "order.reversed",
    "events come newest first",
    "events.order",
    eachLog((log) => showOnly(log, log.events.reverse())),
  ],
  [
    "order.stored-before-posted",
    "RESULT_STORED comes before RESULT_POSTED, each with its time",
    "events.order",
    eachLog((log) => {
      const [queued, picked, posted, stored] = log.events;
      if (finished(log)) showOnly(log, [queued!, picked!, stored!, posted!]);
    }),
  ],
  [
    "order.picked-after-posted",
    "PICKED_BY_AGENT comes after RESULT_POSTED, times in order",
    "events.order",
    eachLog((log) => {
      const [queued, picked, posted, ...rest] = log.events;
      if (posted === undefined) return;
      [picked!.timestamp, posted.timestamp] = [posted.timestamp, picked!.timestamp];
      showOnly(log, [queued!, posted, picked!, ...rest]);
    }),
  ],
  [
    "duplicated.picked",
    "PICKED_BY_AGENT comes twice",
    "events.no-duplicates",
    eachLog((log) => {
      const [queued, picked, ...rest] = log.events;
      if (picked) showOnly(log, [queued!, picked, { ...picked }, ...rest]);
    }),
  ],
  [
    "duplicated.stored",
    "RESULT_STORED comes twice",
    "events.no-duplicates",
    eachLog((log) => {
      if (finished(log)) showOnly(log, [...log.events, { ...log.events[3]! }]);
    }),
  ],
  [
    "duplicated.queued",
    "QUEUED_FOR_AGENTS comes twice",
    "events.no-duplicates",
    eachLog((log) => showOnly(log, [{ ...log.events[0]! }, ...log.events])),
  ],
  [
    "ahead.picked",
    "an opportunity that nobody picked shows PICKED_BY_AGENT",
    ["events.stays-queued", "events.growing"],
    eachLog((log) => {
      const [queued] = log.events;
      const picked: LogEvent = {
        ...queued!,
        event_type: "PICKED_BY_AGENT",
        agent_id: "a",
        platform: null,
        agent_group: null,
      };
      if (log.events.length === 1) showOnly(log, [queued!, picked]);
    }),
  ],
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
    "events name another result than the one that was answered and is shown",
    ["events.posted.result", "events.ids-agree"],
    eachLog((log) => {
      for (const event of log.events) if (event.result_id !== undefined) event.result_id = OTHER_ID;
    }),
  ],
  [
    "both.other-status",
    "events say FAILED of a result that passed",
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
    "events name another agent than the one that picked",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) if (event.agent_id !== undefined) event.agent_id = "another-agent";
    }),
  ],
  [
    "picked.platform-lost",
    "events do not show the platform that the agent named",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) if (event.platform !== undefined) event.platform = null;
    }),
  ],
  [
    "picked.group-lost",
    "events do not show the group that the agent named",
    "events.picked.agent",
    eachLog((log) => {
      for (const event of log.events) if (event.agent_group !== undefined) event.agent_group = null;
    }),
  ],
  [
    "picked.group-for-platform",
    "the agent's group stands where its platform should",
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
    "queued_at is the last event's time",
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
    "updated_at stays at the first event",
    "events.updated-at-not-before-last",
    eachLog((log) => (log.updated_at = log.queued_at)),
  ],
  [
    "times.go-back",
    "a later event is an hour before the one that it follows",
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
]);
