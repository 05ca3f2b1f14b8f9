import { check } from "../../judge/mismatch.js";
import { type EventLog, FLOW, type LegacyEventLog } from "./bodies.js";
import { fields, same } from "./expect.js";
import { microsOf } from "./times.js";

/** A fact that holds for every event log at any time (contract.md §5), of any client and in either form. */
export interface EventFact {
  /** The last part of a clause id. */
  id: string;
  title: string;
  provenance: readonly string[];
  statement: string;
  /** @throws Mismatch if it does not hold */
  judge: (log: EventLog | LegacyEventLog) => void;
}

const typesOf = ({ events }: Pick<EventLog, "events">): string[] =>
  events.map(({ event_type }) => event_type);

/** Names the log of a mismatch. */
const of = ({ test_opportunity_id }: { test_opportunity_id: string }): string =>
  `of opportunity ${test_opportunity_id}`;

/** The facts of all event logs. */
export const eventFacts: readonly EventFact[] = [
  {
    id: "order",
    title: "Events come in the order of the normal flow",
    provenance: ["D 905-907"],
    statement: "5.flow",
    judge(log) {
      const places = typesOf(log).map((type) => FLOW.findIndex((known) => known === type));
      const inOrder = places.every((place, index) => index === 0 || place >= places[index - 1]!);
      check(inOrder, `events ${of(log)} in the order ${FLOW.join(", ")}`, typesOf(log));
    },
  },
  {
    id: "no-duplicates",
    title: "No event is listed twice",
    provenance: ["D 905-907"],
    statement: "5.flow",
    judge(log) {
      const types = typesOf(log);
      check(new Set(types).size === types.length, `each event ${of(log)} once`, types);
    },
  },
  {
    id: "prefix",
    title: "The events are a prefix of the normal flow, without gaps",
    provenance: ["D 905-907"],
    statement: "5.prefix",
    judge(log) {
      const types = [...new Set(typesOf(log))].toSorted();
      const prefix = FLOW.slice(0, types.length).toSorted();
      same(`the events ${of(log)}, in any order,`, types, prefix);
    },
  },
  {
    id: "queued-at-is-first",
    title: "queued_at is the time of the first event",
    provenance: ["D 964", "D 991"],
    statement: "5.queued-at",
    judge(log) {
      same(`queued_at ${of(log)}`, log.queued_at, log.events[0]?.timestamp);
    },
  },
  {
    id: "updated-at-not-before-last",
    title: "updated_at is not before the last event",
    provenance: ["D 986", "D 989"],
    statement: "5.updated-at",
    judge(log) {
      const last = log.events.reduce((most, { timestamp }) => Math.max(most, microsOf(timestamp)), -Infinity);
      const late = microsOf(log.updated_at) >= last;
      check(late, `updated_at ${of(log)} not before ${String(log.events.at(-1)?.timestamp)}`, log.updated_at);
    },
  },
  {
    id: "times-never-back",
    title: "The times of the events ascend",
    provenance: ["D 964-986"],
    statement: "5.times-never-back",
    judge(log) {
      const times = log.events.map(({ timestamp }) => timestamp);
      const never = times.every((time, n) => n === 0 || microsOf(time) >= microsOf(times[n - 1]));
      check(never, `ascending times ${of(log)}`, times);
    },
  },
  {
    id: "stored-repeats-posted",
    title: "RESULT_STORED repeats result_id and test_status of RESULT_POSTED",
    provenance: ["D 974-975", "D 983-984"],
    statement: "5.stored-repeats-posted",
    judge(log) {
      const [posted, stored] = ["RESULT_POSTED", "RESULT_STORED"].map((type) =>
        fields(log.events.find(({ event_type }) => event_type === type)),
      ) as [Record<string, unknown>, Record<string, unknown>];
      if (stored["event_type"] === undefined) return;
      same(`result_id of RESULT_STORED ${of(log)}`, stored["result_id"], posted["result_id"]);
      same(`test_status of RESULT_STORED ${of(log)}`, stored["test_status"], posted["test_status"]);
    },
  },
  {
    id: "posted-by-picker",
    title: "The agent of RESULT_POSTED is that of PICKED_BY_AGENT",
    provenance: ["D 969", "D 977"],
    statement: "5.posted",
    judge(log) {
      const [picked, posted] = ["PICKED_BY_AGENT", "RESULT_POSTED"].map((type) =>
        fields(log.events.find(({ event_type }) => event_type === type)),
      ) as [Record<string, unknown>, Record<string, unknown>];
      if (picked["event_type"] === undefined || posted["event_type"] === undefined) return;
      same(`agent_id of RESULT_POSTED ${of(log)}`, posted["agent_id"], picked["agent_id"]);
    },
  },
  {
    id: "events-seen",
    title: "events_seen has the types of the events, in their order",
    provenance: ["A-15", "L 938-944"],
    statement: "5.log-rest",
    judge(log) {
      same(
        `events_seen ${of(log)}`,
        log.events_seen,
        typesOf(log),
        "organization_id" in log ? undefined : ["A-15"],
      );
    },
  },
  {
    id: "opportunity",
    title: "test_opportunity has the ids of the log around it",
    provenance: ["A-15", "L 945-975"],
    statement: "5.log-rest",
    judge(log) {
      const { id, image_unique_id } = fields(log.test_opportunity);
      const expected = { id: log.test_opportunity_id, image_unique_id: log.image_unique_id };
      // Its inside is hidden in the older column too (L 977).
      same(`ids of test_opportunity ${of(log)}`, { id, image_unique_id }, expected, ["A-15"]);
    },
  },
];
