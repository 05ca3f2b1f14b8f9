import type { EventLog, LogEvent } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { eachLog } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";

const without = (type: LogEvent["event_type"]): Mutant["wrap"] =>
  eachLog((log) => {
    const left = log.events.filter(({ event_type }) => event_type !== type);
    if (left.length > 0) showOnly(log, left);
  });

/** Keeps the other fields of a log consistent with its events, so that only the events are wrong. */
function showOnly(log: EventLog, events: LogEvent[]): void {
  log.events = events;
  log.events_seen = events.map(({ event_type }) => event_type);
}

const finished = (log: EventLog): boolean => log.events.length === 4;

/** Flaws of which events a log has, and of their order. */
export const eventOrderFlaws: readonly WrittenFlaw[] = [
  [
    "skips.queued",
    "QUEUED_FOR_AGENTS disappears when a second event follows",
    ["events.all-four", "events.prefix", "events.growing"],
    eachLog((log) => {
      if (log.events.length > 1) showOnly(log, log.events.slice(1));
    }),
  ],
  [
    "skips.picked",
    "PICKED_BY_AGENT is missing",
    ["events.all-four", "events.prefix"],
    without("PICKED_BY_AGENT"),
  ],
  [
    "skips.posted",
    "RESULT_POSTED is missing",
    ["events.all-four", "events.prefix"],
    without("RESULT_POSTED"),
  ],
  [
    "skips.stored",
    "RESULT_STORED is missing",
    ["events.all-four", "events.growing"],
    without("RESULT_STORED"),
  ],
  [
    "order.reversed",
    "events are listed newest first",
    "events.order",
    eachLog((log) => showOnly(log, log.events.reverse())),
  ],
  [
    "order.stored-before-posted",
    "RESULT_STORED is listed before RESULT_POSTED, each with its time",
    "events.order",
    eachLog((log) => {
      const [queued, picked, posted, stored] = log.events;
      if (finished(log)) showOnly(log, [queued!, picked!, stored!, posted!]);
    }),
  ],
  [
    "order.picked-after-posted",
    "PICKED_BY_AGENT is listed after RESULT_POSTED, with ascending times",
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
    "PICKED_BY_AGENT is listed twice",
    "events.no-duplicates",
    eachLog((log) => {
      const [queued, picked, ...rest] = log.events;
      if (picked) showOnly(log, [queued!, picked, { ...picked }, ...rest]);
    }),
  ],
  [
    "duplicated.stored",
    "RESULT_STORED is listed twice",
    "events.no-duplicates",
    eachLog((log) => {
      if (finished(log)) showOnly(log, [...log.events, { ...log.events[3]! }]);
    }),
  ],
  [
    "duplicated.queued",
    "QUEUED_FOR_AGENTS is listed twice",
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
];
