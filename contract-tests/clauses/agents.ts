import { check } from "../judge/mismatch.js";
import { notForeign, pickOne, poll, posted } from "./support/agent.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { same } from "./support/expect.js";
import { logOf } from "./support/read.js";
import { trigger } from "./support/trigger.js";
import { agentFor, sharedWalk } from "./support/walk.js";
import { held, idOf } from "./support/held.js";
import { posting } from "./agents-posts.js";
import { agentPlatforms } from "./agents-platforms.js";

/** How an agent gets work (contract.md §7; invented, A-21). */
const picking = defineClauses(
  { operation: "pickTestOpportunity", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "agents.pick.opportunity": {
      title: "The agent gets the opportunity that was advertised, with the ids of its product and image",
      provenance: ["A-21", "P"],
      statements: ["7.opportunity", "7.flow"],
      async run(t) {
        const { picked, product, ids } = await sharedWalk(t, "snap");
        const { product_id, test_opportunity_id, image_unique_id } = picked;
        same(
          "its ids",
          { product_id, test_opportunity_id, image_unique_id },
          { product_id: product.id, ...ids[0] },
        );
      },
    },
    "agents.pick.test-spec": {
      title: "The agent gets the Test Spec as it was created",
      provenance: ["A-21"],
      statements: ["7.opportunity"],
      async run(t) {
        const { picked, specs } = await sharedWalk(t, "snap");
        same("test_spec", picked.test_spec, specs[0]);
        same("test_payload", picked.test_payload, specs[0]!.test_payload);
      },
    },
    "agents.pick.queued-at": {
      title: "queued_at of the pick equals that of the event log",
      provenance: ["A-21"],
      statements: ["7.opportunity"],
      async run(t) {
        const { picked, log } = await sharedWalk(t, "snap");
        same("queued_at", picked.queued_at, log.queued_at);
      },
    },
    "agents.nothing": {
      title: "A pick is 204 if nothing is queued for the agent's platform",
      provenance: ["A-21"],
      statements: ["7.pick"],
      answer: "204",
      async run(t) {
        await trigger(t, "image");
        const got = await poll(t, agentFor(t, t.make.platform()));
        if (got) notForeign(t, got);
        check(got === null, "204", got);
      },
    },
    "agents.at-most-one": {
      title: "Each pick gives one opportunity, each opportunity is given once, then picks are 204",
      provenance: ["A-21"],
      statements: ["7.pick", "7.exclusive"],
      async run(t) {
        const { ids, context } = await trigger(t, "image", 2);
        const all = ids.map(({ test_opportunity_id }) => test_opportunity_id);
        const got: string[] = [];
        while (got.length < all.length)
          got.push((await pickOne(t, agentFor(t, context.platform), all)).test_opportunity_id);
        same("the picks of two agents", got.toSorted(), all.toSorted());
        const left = await poll(t, agentFor(t, context.platform));
        if (left) notForeign(t, left);
        check(left === null, "204 for a third agent", left);
      },
    },
    "agents.exclusive-under-concurrency": {
      title: "Many agents that poll at once get different opportunities, and none is lost",
      provenance: ["A-21"],
      statements: ["7.exclusive"],
      async run(t) {
        const { ids, context } = await trigger(t, "image", 4);
        const all = ids.map(({ test_opportunity_id }) => test_opportunity_id);
        const agents = Array.from({ length: 9 }, () => agentFor(t, context.platform));
        const got = await Promise.all(agents.map((agent) => poll(t, agent)));
        for (const one of got) if (one) notForeign(t, one);
        const taken = got.flatMap((one) => (one ? [one.test_opportunity_id] : []));
        const left = agents.length - taken.length;
        same("the picks, each opportunity once", taken.toSorted(), all.toSorted());
        check(left === agents.length - all.length, "204 for the others", `${left} of them`);
      },
    },
    "agents.exclusive-afterwards": {
      title: "A picked opportunity is given to no other agent, before and after its result is posted",
      provenance: ["A-21", "A-16"],
      statements: ["7.exclusive", "5.no-lease"],
      async run(t) {
        const { id, agent, agent_id } = await held(t);
        const other = { ...agent, agent_id: t.make.agent() };
        for (const post of [false, true]) {
          if (post) await posted(t, id, { agent_id });
          const got = await poll(t, other);
          check(idOf(got) !== id, "another or nothing", got);
        }
      },
    },
    "agents.others-account": {
      title: "An agent gets no opportunity of another account",
      provenance: ["A-30", "D 29-30"],
      statements: ["3.privacy", "7.own-account"],
      needs: [...WALK, "second-account"],
      async run(t) {
        const { ids, context, product } = await trigger(t, "image");
        const id = ids[0].test_opportunity_id;
        const got = await poll(t, agentFor(t, context.platform), "second");
        check(idOf(got) !== id, "no opportunity of the first account", got, ["A-30"]);
        same("its events", (await logOf(t, product.id, id)).events.length, 1, ["A-30"]);
      },
    },
  },
);

const noAgents = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: MAKE, leaves: "opportunities" },
  {
    "agents.never-by-itself": {
      title: "An opportunity stays queued if no agent has its platform",
      provenance: ["A-16", "D 905-907"],
      statements: ["7.flow", "5.no-lease"],
      async run(t) {
        const { product, ids } = await trigger(t, "gold-master");
        same("its events", (await logOf(t, product.id, ids[0].test_opportunity_id)).events.length, 1, [
          "A-16",
        ]);
      },
    },
  },
);

/** The agents' side (contract.md §7). */
export const agents = [...picking, ...posting, ...noAgents, ...agentPlatforms];
