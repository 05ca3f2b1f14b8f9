import { check } from "../judge/mismatch.js";
import { notForeign, pickOne, poll, post, posted } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { logOf, storedResult, testResults } from "./support/read.js";
import { heldOpportunity } from "./support/state.js";
import { fields, same, answered } from "./support/expect.js";
import { advertise } from "./support/trigger.js";
import { idOf, interleaved } from "./support/interleaved.js";

/** Work that one account's agents share. */
export const queues = defineClauses(
  { operation: "pickTestOpportunity", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "agents.oldest-first.of-trigger": {
      title: "The opportunities of one trigger are picked in the order of its answer, after older ones",
      provenance: ["A-21"],
      statements: ["7.oldest-first"],
      async run(t) {
        const platform = t.make.platform();
        const [one, other] = [await t.make.product(), await t.make.product()];
        for (const { id } of [one, other, one, one]) await t.make.testSpec(id, { platform });
        const queue: string[] = [];
        for (const { id } of [other, one, other]) {
          const body = { image_unique_id: t.uuid(), image_reference: null };
          queue.push(...(await advertise(t, "image", id, body)).map(idOf));
        }
        const got: string[] = [];
        for (let n = 0; n <= queue.length; n++) {
          const next = await poll(t, { agent_id: t.make.agent(), platform });
          if (next) got.push(next.test_opportunity_id);
        }
        same("the order of the picks", got, queue);
      },
    },
    "agents.platform.not-of-before": {
      title: "An agent's platform counts for one pick: without one it gets no work of its former platform",
      provenance: ["A-21"],
      statements: ["7.platform", "7.pick"],
      alone: true,
      async run(t) {
        const [product, platform] = [await t.make.product(), t.make.platform()];
        for (let n = 0; n < 2; n++) await t.make.testSpec(product.id, { platform });
        const body = { image_unique_id: t.uuid(), image_reference: null };
        const ids = (await advertise(t, "image", product.id, body)).map(idOf);
        const agent_id = t.make.agent();
        await pickOne(t, { agent_id, platform }, ids);
        for (const other of [undefined, null, t.make.platform()]) {
          const got = await poll(t, { agent_id, ...(other === undefined ? {} : { platform: other }) });
          if (got && !ids.includes(got.test_opportunity_id)) notForeign(t, got);
          check(!ids.includes(got?.test_opportunity_id ?? ""), "no work of the former platform", got);
        }
      },
    },
    "agents.values-of-pick": {
      title: "An agent's group and revision count for one pick: the next one without them has neither",
      provenance: ["A-19", "A-21"],
      statements: ["7.pick", "7.post"],
      async run(t) {
        const { product, ids, agent } = await heldOpportunity(t);
        const { agent_id, platform } = agent;
        const { test_opportunity_id: id } = await pickOne(t, { agent_id, platform }, ids);
        await posted(t, id, { agent_id });
        const { agent_revno } = await storedResult(t, product.id, id);
        const { agent_group } = fields((await logOf(t, product.id, id)).events[1]);
        same("group and revision", { agent_group, agent_revno }, { agent_group: null, agent_revno: null });
      },
    },
    "agents.same-post-again.of-several": {
      title:
        "An agent that posted several results may repeat each of them; each keeps its own id and its place",
      provenance: ["A-17", "A-21"],
      statements: ["7.same-post-again", "6.order"],
      operation: "postTestResult",
      async run(t) {
        const { productId, stored, work } = await interleaved(t);
        for (const { id, post: sent, resultId } of work.filter((one) => one.post !== null)) {
          const again = answered<{ result_id: string }>(await post(t, id, sent!), 200);
          same("result_id", again.result_id, resultId, ["A-21"]);
        }
        same("the results in their order", (await testResults(t, productId)).map(idOf), stored);
      },
    },
  },
);
