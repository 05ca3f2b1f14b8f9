import { check } from "../judge/mismatch.js";
import { eventFacts } from "./support/event-facts.js";
import { pickOne, posted } from "./support/agent.js";
import { FLOW } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { fields, same } from "./support/expect.js";
import { factOf, logAsPosted } from "./support/record-facts.js";
import { logOf, logWith } from "./support/read.js";
import { microsOf } from "./support/times.js";
import { trigger } from "./support/trigger.js";
import { agentFor, sharedWalk, walk } from "./support/walk.js";
import { unfinishedEvents } from "./events-unfinished.js";

/** The events of an opportunity (contract.md §5). */
export const events = [
  ...defineClauses(
    { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "events.all-four": {
        title: "A finished opportunity has each event of the normal flow once",
        provenance: ["D 905-907"],
        statements: ["5.flow", "1.agent"],
        async run(t) {
          const { log } = await sharedWalk(t, "snap");
          same(
            "the events",
            log.events.map(({ event_type }) => event_type),
            FLOW,
          );
        },
      },
      ...Object.fromEntries(
        eventFacts.map(({ id, title, provenance, statement, judge }) => [
          `events.${id}`,
          {
            title,
            provenance,
            statements: [statement],
            run: async (t) => judge((await sharedWalk(t, "snap")).log),
          } satisfies Parameters<typeof defineClauses>[1][string],
        ]),
      ),
      "events.stored-not-before-posted": {
        title: "RESULT_STORED is not earlier than RESULT_POSTED; equal times are allowed",
        provenance: ["D 980-986"],
        statements: ["5.stored-later"],
        async run(t) {
          const [, , posted, stored] = (await sharedWalk(t, "snap")).log.events;
          const never = microsOf(stored?.timestamp) >= microsOf(posted?.timestamp);
          check(never, `RESULT_STORED not before ${String(posted?.timestamp)}`, stored?.timestamp);
        },
      },
      "events.growing": {
        title: "At each step the log has the events so far, and earlier events do not change",
        provenance: ["D 905-907"],
        statements: ["5.prefix"],
        async run(t) {
          const { product, ids, context } = await trigger(t, "image");
          const id = ids[0].test_opportunity_id;
          const queued = await logOf(t, product.id, id);
          same(
            "the types before the pick",
            queued.events.map((event) => event.event_type),
            FLOW.slice(0, 1),
          );
          const agent = agentFor(t, context.platform);
          await pickOne(t, agent, [id]);
          const picked = await logOf(t, product.id, id);
          same(
            "the types after the pick",
            picked.events.map((event) => event.event_type),
            FLOW.slice(0, 2),
          );
          same("the first event", picked.events[0], queued.events[0]);
          await posted(t, id, { agent_id: agent.agent_id });
          const after = await logOf(t, product.id, id);
          check(after.events.length >= 3, "RESULT_POSTED after the answer to the post", after.events);
          same("the first two events", after.events.slice(0, 2), picked.events);
          const stored = await logWith(t, 4, product.id, id);
          same("the first three events", stored.events.slice(0, 3), after.events.slice(0, 3));
        },
      },
      "events.picked.agent": {
        title: "PICKED_BY_AGENT has the agent's id, platform and group",
        provenance: ["D 966-972"],
        statements: ["5.picked"],
        async run(t) {
          const { log, agent } = await sharedWalk(t, "snap");
          const { agent_id, platform, agent_group } = fields(log.events[1]);
          const expected = {
            agent_id: agent.agent_id,
            platform: agent.platform,
            agent_group: agent.agent_group,
          };
          same("them", { agent_id, platform, agent_group }, expected);
        },
      },
      "events.picked.no-group": {
        title: "agent_group is null if the agent names no group",
        provenance: ["D 970-971"],
        statements: ["5.picked"],
        async run(t) {
          const { product, ids, context } = await trigger(t, "image");
          const id = ids[0].test_opportunity_id;
          await pickOne(t, { agent_id: t.make.agent(), platform: String(context.platform) }, [id]);
          same("agent_group", fields((await logOf(t, product.id, id)).events[1])["agent_group"], null);
        },
      },
      "events.posted.agent": {
        title: "RESULT_POSTED has the agent's id, platform and group",
        provenance: ["D 973-981"],
        statements: ["5.posted"],
        async run(t) {
          const { log, agent } = await sharedWalk(t, "snap");
          const { agent_id, platform, agent_group } = fields(log.events[2]);
          const expected = {
            agent_id: agent.agent_id,
            platform: agent.platform,
            agent_group: agent.agent_group,
          };
          same("them", { agent_id, platform, agent_group }, expected);
        },
      },
      "events.posted.result": {
        ...factOf(logAsPosted),
        async run(t) {
          const { log, resultId, post } = await sharedWalk(t, "snap");
          logAsPosted.judge({ log, posted: { result_id: resultId, test_status: post.test_status } });
        },
      },
      ...Object.fromEntries(
        ["FAILED", "ERROR"].map((status) => [
          `events.status.${status.toLowerCase()}`,
          {
            title: `A result of ${status} is ${status} in the events`,
            provenance: ["A-20"],
            statements: ["6.statuses"],
            async run(t) {
              const { log } = await walk(t, await trigger(t, "image"), { test_status: status });
              const statuses = log.events.slice(2).map((event) => fields(event)["test_status"]);
              same("the statuses", statuses, [status, status]);
            },
          } satisfies Parameters<typeof defineClauses>[1][string],
        ]),
      ),
      "events.ids-agree": {
        title: "The result id in the events is that of the result",
        provenance: ["D 974", "D 1146"],
        statements: ["5.ids-agree"],
        async run(t) {
          const { log, result } = await sharedWalk(t, "snap");
          same("result_id of RESULT_STORED", fields(log.events[3])["result_id"], result.id);
        },
      },
    },
  ),
  ...unfinishedEvents,
];
