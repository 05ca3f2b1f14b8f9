/** Events and logs that lack something, do not agree, or come at the wrong time. */
import { flawsOf, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { EventType, Opportunity, TestEvent } from "../records.js";
import type { View } from "../views.js";

const event =
  (types: EventType[], change: (shown: View, event: TestEvent) => View) =>
  (p: Policy): void =>
    wrap(
      p.views,
      "event",
      (right) => (each) => (types.includes(each.type) ? change(right(each), each) : right(each)),
    );

const result =
  (change: (shown: View, opportunity: Opportunity, p: Policy) => View) =>
  (p: Policy): void =>
    wrap(p.views, "result", (right) => (opportunity) => change(right(opportunity), opportunity, p));

const log =
  (change: (shown: View, opportunity: Opportunity) => View) =>
  (p: Policy): void =>
    wrap(p.views, "log", (right) => (opportunity) => change(right(opportunity), opportunity));

const lacks =
  (name: string) =>
  (shown: View): View => {
    const { [name]: _value, ...rest } = shown;
    return rest;
  };

const ALL: EventType[] = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"];

const NULL_AGENT = { agent_id: null, platform: null, agent_group: null };

export const eventFlaws = flawsOf("results and events", {
  "queued-has-agent": [
    "`5.queued`: QUEUED_FOR_AGENTS has an agent_id, null.",
    event(["QUEUED_FOR_AGENTS"], (shown) => ({ ...shown, ...NULL_AGENT })),
  ],
  "picked-no-platform": [
    "`5.picked`: platform is left out where the agent named none.",
    event(["PICKED_BY_AGENT"], (shown, { agent }) =>
      agent!.platform === null ? lacks("platform")(shown) : shown,
    ),
  ],
  "picked-no-group": [
    "`5.picked`: there is no agent_group.",
    event(["PICKED_BY_AGENT"], lacks("agent_group")),
  ],
  "picked-group-is-platform": [
    "`5.picked`: agent_group is the platform.",
    event(["PICKED_BY_AGENT", "RESULT_POSTED"], (shown) => ({ ...shown, agent_group: shown.platform })),
  ],
  "posted-no-group": ["`5.posted`: there is no agent_group.", event(["RESULT_POSTED"], lacks("agent_group"))],
  "posted-platform-null": [
    "`5.posted`: platform is null, as the post names none.",
    event(["RESULT_POSTED"], (shown) => ({ ...shown, platform: null })),
  ],
  "posted-no-agent": ["`5.posted`: there is no agent_id.", event(["RESULT_POSTED"], lacks("agent_id"))],
  "posted-no-result-id": ["`5.posted`: there is no result_id.", event(["RESULT_POSTED"], lacks("result_id"))],
  "posted-no-status": [
    "`5.posted`: there is no test_status.",
    event(["RESULT_POSTED"], lacks("test_status")),
  ],
  "stored-no-status": [
    "`5.stored-repeats-posted`: there is no test_status.",
    event(["RESULT_STORED"], lacks("test_status")),
  ],
  "stored-passed": [
    "`5.stored-repeats-posted`: test_status is PASSED always.",
    event(["RESULT_STORED"], (shown) => ({ ...shown, test_status: "PASSED" })),
  ],
  "stored-other-id": [
    "`5.stored-repeats-posted`: result_id is another one.",
    (p) => wrap(p.flow, "stored", (right) => (at, o) => ({ ...right(at, o), resultId: p.make.id() })),
  ],
  "stored-result-other-id": [
    "`6.ids-agree`: a result's id is not the events' result_id.",
    result((shown, o) => ({ ...shown, id: o.id })),
  ],
  "stored-never": [
    "`5.stored-later`: a result is not stored by itself.",
    (p) => (p.flow.storeDelay = 2 ** 31 - 1),
  ],
  "stored-by-next-post": [
    "`5.stored-later`: a result is stored when the next one is posted.",
    (p) => {
      p.flow.storeDelay = 2 ** 31 - 1;
      let last: Opportunity | undefined;
      wrap(p.flow, "posted", (right) => (at, o) => {
        if (last?.result && last.result.storedAt === null) {
          last.result.storedAt = at;
          p.flow.add(last, p.flow.stored(at, last));
        }
        last = o;
        return right(at, o);
      });
    },
  ],
  "stored-without-event": [
    "`6.shows-when-stored`: a result shows as soon as it is posted, before RESULT_STORED.",
    (p) => {
      p.filters.shows = ({ result: posted }) => posted !== null;
      wrap(
        p.filters,
        "time",
        () => (listing, o) =>
          listing.endsWith("results") ? (o.result!.storedAt ?? o.updatedAt) : o.queuedAt,
      );
      p.flow.storeDelay = 1500;
    },
  ],
  "stored-event-without-result": [
    "`6.shows-when-stored`: a result does not show though RESULT_STORED is there, unless it passed.",
    (p) => wrap(p.filters, "shows", (right) => (o) => right(o) && o.result?.post.testStatus === "PASSED"),
  ],
  "stored-in-picked": [
    "`5.prefix`: RESULT_POSTED is replaced by RESULT_STORED.",
    log((shown, { events }) => ({
      ...shown,
      events: (shown.events as View[]).filter((_each, i) => i !== 2 || events.length < 4),
    })),
  ],
  "picked-disappears": [
    "`5.prefix`: PICKED_BY_AGENT is gone once the result is posted.",
    log((shown, { events }) => ({
      ...shown,
      events: (shown.events as View[]).filter((_each, i) => i !== 1 || events.length < 3),
    })),
  ],
  "posted-not-yet": [
    "`7.post`: RESULT_POSTED comes into the log after the answer, with RESULT_STORED.",
    (p) => {
      p.flow.storeDelay = 300;
      log((shown, { events }) => ({
        ...shown,
        events: (shown.events as View[]).slice(0, events.length === 3 ? 2 : 4),
      }))(p);
    },
  ],
  "picked-not-shown": [
    "`7.exclusive`: PICKED_BY_AGENT comes into the log with the result only.",
    log((shown, { events }) => ({
      ...shown,
      events: (shown.events as View[]).slice(0, events.length === 2 ? 1 : 4),
    })),
  ],
  "events-newest-first": [
    "`5.flow`: events come newest first.",
    log((shown) => ({ ...shown, events: (shown.events as View[]).toReversed() })),
  ],
  "events-by-name": [
    "`5.flow`: events come in the order of their names.",
    log((shown) => ({
      ...shown,
      events: (shown.events as View[]).toSorted((a, b) =>
        String(a.event_type) < String(b.event_type) ? -1 : 1,
      ),
    })),
  ],
  "events-last-only": [
    "`5.flow`: only the last event is shown.",
    log((shown) => ({ ...shown, events: (shown.events as View[]).slice(-1) })),
  ],
  "event-type-lower-case": [
    "`5.flow`: event types are in lower case.",
    event(ALL, (shown) => ({ ...shown, event_type: String(shown.event_type).toLowerCase() })),
  ],
  "event-type-picked": [
    "`5.flow`: PICKED_BY_AGENT is called PICKED.",
    event(["PICKED_BY_AGENT"], (shown) => ({ ...shown, event_type: "PICKED" })),
  ],
  "events-seen-sorted": [
    "`5.log-rest`: events_seen is sorted by name.",
    log((shown) => ({ ...shown, events_seen: (shown.events_seen as string[]).toSorted() })),
  ],
  "events-seen-late": [
    "`5.log-rest`: events_seen lacks the last event.",
    log((shown) => ({
      ...shown,
      events_seen: (shown.events_seen as string[]).slice(
        0,
        Math.max(1, (shown.events_seen as string[]).length - 1),
      ),
    })),
  ],
  "log-other-ids": [
    "`5.ids-agree`: a log's test_opportunity has an id of its own.",
    log((shown, { spec }) => ({
      ...shown,
      test_opportunity: { ...(shown.test_opportunity as View), id: spec.id },
    })),
  ],
  "log-product-name": [
    "`5.ids-agree`: product_id is the product's name.",
    log((shown, { product }) => ({ ...shown, product_id: product.name })),
  ],
  "log-spec-id": [
    "`5.log-rest`: spec_name is the Test Spec's id.",
    log((shown, { spec }) => ({ ...shown, spec_name: spec.id })),
  ],
});
