import { check } from "../judge/mismatch.js";
import { pickOne, posted, untaken } from "./support/agent.js";
import { FLOW } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { fields, same } from "./support/expect.js";
import { eventLogs, logOf, logWith } from "./support/read.js";
import { microsOf } from "./support/times.js";
import { productWithSpecs, sharedTrigger, trigger } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** Logs of opportunities that nobody has finished. */
export const unfinishedEvents = [
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "events.stays-picked": {
        title: "A picked opportunity stays with its agent until it posts; no other agent gets it",
        provenance: ["A-16"],
        statements: ["5.no-lease"],
        async run(t) {
          const { product, ids, context } = await trigger(t, "image", 2);
          const all = ids.map(({ test_opportunity_id }) => test_opportunity_id);
          const first = await pickOne(t, agentFor(t, context.platform), all);
          const left = all.filter((id) => id !== first.test_opportunity_id);
          const other = agentFor(t, context.platform);
          const second = await pickOne(t, other, left);
          await posted(t, second.test_opportunity_id, { agent_id: other.agent_id });
          await logWith(t, 4, product.id, second.test_opportunity_id);
          const log = await logOf(t, product.id, first.test_opportunity_id);
          same(
            "its events",
            log.events.map(({ event_type }) => event_type),
            FLOW.slice(0, 2),
          );
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
    {
      "events.queued.nothing-else": {
        title: "QUEUED_FOR_AGENTS has only its type and time",
        provenance: ["D 962-965"],
        statements: ["5.queued"],
        async run(t) {
          const { log } = await sharedTrigger(t, "snap");
          same("its fields", Object.keys(fields(log.events[0])).toSorted(), ["event_type", "timestamp"]);
        },
      },
      "events.events-seen.unfinished": {
        title: "events_seen of a queued opportunity has only QUEUED_FOR_AGENTS",
        provenance: ["A-15", "L 938-944"],
        statements: ["5.log-rest"],
        async run(t) {
          const { log } = await sharedTrigger(t, "snap");
          untaken(t, log);
          same("events_seen", log.events_seen, FLOW.slice(0, 1), ["A-15"]);
        },
      },
      "events.stays-queued": {
        title: "An opportunity that no agent picks stays queued",
        provenance: ["A-16"],
        statements: ["5.no-lease"],
        async run(t) {
          const first = await trigger(t, "image");
          await trigger(t, "snap");
          const log = await logOf(t, first.product.id, first.ids[0].test_opportunity_id);
          untaken(t, log);
          same(
            "its events",
            log.events.map(({ event_type }) => event_type),
            FLOW.slice(0, 1),
          );
        },
      },
      "events.queued-at.is-first": {
        title: "queued_at of a new log is the time of its first event, and updated_at is not earlier",
        provenance: ["D 991", "D 989"],
        statements: ["5.queued-at", "5.updated-at"],
        async run(t) {
          const { log } = await sharedTrigger(t, "image");
          same("queued_at", log.queued_at, log.events[0]?.timestamp);
          const late = microsOf(log.updated_at) >= microsOf(log.events[0]?.timestamp);
          check(late, `updated_at not before ${String(log.events[0]?.timestamp)}`, log.updated_at);
        },
      },
      "events.spec-name": {
        title: "spec_name is the name of the Test Spec",
        provenance: ["A-15", "L 974"],
        statements: ["5.log-rest"],
        async run(t) {
          const { log, specs } = await sharedTrigger(t, "snap");
          same("spec_name", log.spec_name, specs[0]!.name, ["A-15"]);
        },
      },
      "events.none": {
        title: "A product without opportunities has an empty list of logs",
        provenance: ["A-23"],
        statements: ["5.no-filter"],
        leaves: "product",
        async run(t) {
          const { product } = await productWithSpecs(t);
          same("the logs", await eventLogs(t, product.id), []);
        },
      },
      "events.all-oldest-first": {
        title: "Without a filter all logs of the product are listed, oldest first",
        provenance: ["A-23"],
        statements: ["5.no-filter"],
        async run(t) {
          const first = await trigger(t, "snap");
          const ids = [...first.before, ...first.ids].map(({ test_opportunity_id }) => test_opportunity_id);
          const logs = await eventLogs(t, first.product.id);
          same(
            "the opportunities",
            logs.map(({ test_opportunity_id }) => test_opportunity_id),
            ids,
          );
          const times = logs.map(({ queued_at }) => microsOf(queued_at));
          same(
            "their queued_at",
            times,
            times.toSorted((a, b) => a - b),
          );
        },
      },
      "events.only-this-product": {
        title: "A product lists only its own logs, even if the filter names another product's opportunity",
        provenance: ["D 903-956", "A-23"],
        statements: ["5.no-filter", "5.filters"],
        async run(t) {
          const { ids } = await sharedTrigger(t, "snap");
          const { product } = await productWithSpecs(t);
          const { test_opportunity_id } = ids[0];
          same("the logs", await eventLogs(t, product.id, { test_opportunity_id }), []);
        },
      },
    },
  ),
];
