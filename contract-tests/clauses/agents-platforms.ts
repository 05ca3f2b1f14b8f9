import type { ClauseContext } from "./clause.js";
import { check, Mismatch, Skip } from "../judge/mismatch.js";
import { notForeign, pickOne, poll, posted } from "./support/agent.js";
import type { TestOpportunity } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { fields, same } from "./support/expect.js";
import { logOf, logWith, storedResult } from "./support/read.js";
import { trigger, advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";
import { idOf, forAnyAgent } from "./support/held.js";

/** Picks an opportunity without a platform, unless an agent outside of the suite was faster. */
async function untakenPick(
  t: ClauseContext,
  pick: () => Promise<TestOpportunity | null>,
  productId: string,
  id: string,
): Promise<TestOpportunity> {
  const got = await pick();
  if (got && idOf(got) === id) return got;
  if (got) notForeign(t, got);
  const [, picked] = (await logOf(t, productId, id)).events;
  const { agent_id } = fields(picked);
  if (typeof agent_id === "string" && !agent_id.includes(t.run))
    throw new Skip(`agent ${agent_id} was faster`);
  throw new Mismatch({ expected: `opportunity ${id}`, got: got === null ? "nothing, 204" : idOf(got)! });
}

/** Which work agents of a platform get. */
export const agentPlatforms = [
  ...defineClauses(
    { operation: "pickTestOpportunity", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "agents.oldest-first": {
        title: "The oldest opportunity is picked first",
        provenance: ["A-21"],
        statements: ["7.oldest-first"],
        async run(t) {
          const { product, platform } = await productWithSpecs(t);
          const queue: string[] = [];
          for (const revision of [3, 1, 2]) {
            const [made] = await advertise(t, "snap", product.id, {
              name: product.snaps[0],
              revision,
              channel: "edge",
            });
            queue.push(made.test_opportunity_id);
          }
          const got: string[] = [];
          while (got.length < queue.length)
            got.push((await pickOne(t, agentFor(t, platform), queue)).test_opportunity_id);
          same("the order of the picks", got, queue);
        },
      },
      "agents.oldest-first.any-platform": {
        title: "An older opportunity without a platform goes before a newer one of the agent's platform",
        provenance: ["A-21"],
        statements: ["7.oldest-first", "7.any-platform"],
        alone: true,
        async run(t) {
          const [product, platform] = [await t.make.product(), t.make.platform()];
          for (const of of [null, platform, null]) await t.make.testSpec(product.id, { platform: of });
          const body = { image_unique_id: t.uuid(), image_reference: null };
          const ids = (await advertise(t, "image", product.id, body)).map((made) => made.test_opportunity_id);
          for (const id of ids)
            await untakenPick(t, () => pickOne(t, agentFor(t, platform), ids), product.id, id);
        },
      },
      "agents.platform": {
        title: "An opportunity with a platform goes only to agents of that platform",
        provenance: ["A-21"],
        statements: ["7.platform"],
        async run(t) {
          const { ids, context, product } = await trigger(t, "image");
          const id = ids[0].test_opportunity_id;
          for (const platform of [
            t.make.platform(),
            `${String(context.platform)}x`,
            String(context.platform).toUpperCase(),
          ]) {
            const got = await poll(t, { agent_id: t.make.agent(), platform });
            if (got && got.test_opportunity_id !== id) notForeign(t, got);
            check(idOf(got) !== id, `nothing for platform ${platform}`, got);
          }
          same("its events", (await logOf(t, product.id, id)).events.length, 1);
          await pickOne(t, agentFor(t, context.platform), [id]);
        },
      },
      "agents.platform.two": {
        title: "Each agent gets the opportunity of its own platform among those of one trigger",
        provenance: ["A-21"],
        statements: ["7.platform"],
        async run(t) {
          const product = await t.make.product();
          const platforms = [t.make.platform(), t.make.platform()];
          for (const platform of platforms) await t.make.testSpec(product.id, { platform });
          const body = { image_unique_id: t.uuid(), image_reference: null };
          const ids = (await advertise(t, "image", product.id, body)).map((made) => made.test_opportunity_id);
          for (const platform of platforms.toReversed()) {
            const got = await pickOne(t, agentFor(t, platform), ids);
            same("platform of its Test Spec", got.test_spec.platform, platform);
          }
        },
      },
      "agents.platform.none-named": {
        title: "An agent that names no platform does not get an opportunity with a platform",
        provenance: ["A-21"],
        statements: ["7.platform"],
        alone: true,
        async run(t) {
          const { ids } = await trigger(t, "image");
          const id = ids[0].test_opportunity_id;
          const got = await poll(t, { agent_id: t.make.agent() });
          if (got && got.test_opportunity_id !== id) notForeign(t, got);
          check(idOf(got) !== id, "no opportunity with a platform", got);
        },
      },
      "agents.any-platform": {
        title: "An opportunity without a platform goes to an agent of any platform",
        provenance: ["A-21"],
        statements: ["7.any-platform"],
        alone: true,
        async run(t) {
          const { product, spec, id } = await forAnyAgent(t);
          const agent = agentFor(t, t.make.platform());
          const got = await untakenPick(t, () => poll(t, agent), product.id, id);
          same("test_spec", got.test_spec, spec);
          same("platform", got.platform, null);
          const log = await logOf(t, product.id, id);
          same("platform of the opportunity in the log", log.test_opportunity?.platform, null, ["A-15"]);
          await posted(t, id, { agent_id: agent.agent_id });
          same("platform of the result", (await storedResult(t, product.id, id)).platform, agent.platform, [
            "A-19",
          ]);
        },
      },
      "agents.any-platform.group-alone": {
        title: "An agent may name a group and no platform; the event has the group",
        provenance: ["A-21", "D 970-971"],
        statements: ["7.any-platform", "5.picked"],
        alone: true,
        async run(t) {
          const { product, id } = await forAnyAgent(t);
          const agent = { agent_id: t.make.agent(), agent_group: "group" };
          await untakenPick(t, () => poll(t, agent), product.id, id);
          const { platform, agent_group } = fields((await logOf(t, product.id, id)).events[1]);
          same("platform and group", { platform, agent_group }, { platform: null, agent_group: "group" });
        },
      },
      "agents.any-platform.none-named": {
        title: "It also goes to an agent that names no platform or group; both are null in its events",
        provenance: ["A-21", "D 970-971"],
        statements: ["7.any-platform", "5.picked"],
        alone: true,
        async run(t) {
          const { product, id } = await forAnyAgent(t);
          const agent = { agent_id: t.make.agent() };
          await untakenPick(t, () => poll(t, agent), product.id, id);
          await posted(t, id, agent);
          const { platform, agent_id } = await storedResult(t, product.id, id).then((result) => ({
            platform: result.platform,
            agent_id: fields(result)["agent-id"],
          }));
          same("agent and platform of the result", { agent_id, platform }, { ...agent, platform: null }, [
            "A-19",
          ]);
          for (const event of (await logWith(t, 4, product.id, id)).events.slice(1, 3)) {
            const { platform: on, agent_group } = fields(event);
            same(event.event_type, { platform: on, agent_group }, { platform: null, agent_group: null });
          }
        },
      },
    },
  ),
];
