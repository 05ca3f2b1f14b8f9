import type { ClauseContext } from "./clause.js";
import { check, Mismatch, Skip } from "../judge/mismatch.js";
import { notForeign, pickOne, poll, post, posted } from "./support/agent.js";
import type { TestOpportunity } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, errorId, fields, refused, same } from "./support/expect.js";
import { withFault } from "./support/faults.js";
import { logOf, logWith, resultOf, storedResult, testResults } from "./support/read.js";
import { advertise, productWithSpecs, trigger } from "./support/trigger.js";
import { agentFor, sharedWalk, walk } from "./support/walk.js";

/** An opportunity that one of the suite's agents holds. */
async function held(t: ClauseContext) {
  const made = await trigger(t, "image");
  const id = made.ids[0].test_opportunity_id;
  const agent = agentFor(t, made.context.platform);
  await pickOne(t, agent, [id]);
  return { productId: made.product.id, id, agent, agent_id: agent.agent_id };
}

/** An opportunity of a Test Spec for any platform. */
async function forAnyAgent(t: ClauseContext) {
  const product = await t.make.product();
  const spec = await t.make.testSpec(product.id, { platform: null });
  const [made] = await advertise(t, "image", product.id, {
    image_unique_id: t.uuid(),
    image_reference: null,
  });
  return { product, spec, id: made.test_opportunity_id };
}

const idOf = (got: TestOpportunity | null): string | null => got?.test_opportunity_id ?? null;

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
        await posted(t, id, { agent_id: agent.agent_id });
        same("platform of the result", (await storedResult(t, product.id, id)).platform, agent.platform, [
          "A-19",
        ]);
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

/** How an agent posts results. */
const posting = defineClauses(
  { operation: "postTestResult", answer: "201", needs: WALK, leaves: "opportunities" },
  {
    "agents.same-post-again": {
      title: "A repeated post, as after a lost answer, is 200 with the same id",
      provenance: ["A-21"],
      statements: ["7.same-post-again", "7.retry"],
      answer: "200",
      async run(t) {
        const { opportunityId, post: sent, resultId } = await walk(t, await trigger(t, "image"));
        const again = answered<{ result_id: string }>(await post(t, opportunityId, sent), 200);
        same("result_id", again.result_id, resultId);
      },
    },
    "agents.same-post-again.before-stored": {
      title: "A repeated post is also 200 before the result is stored",
      varies: true,
      provenance: ["A-21"],
      statements: ["7.same-post-again"],
      answer: "200",
      async run(t) {
        const { id, agent_id } = await held(t);
        const first = await posted(t, id, { agent_id });
        const again = answered<{ result_id: string }>(await post(t, id, { agent_id }), 200);
        same("result_id", again.result_id, first);
      },
    },
    "agents.same-post-again.no-second-event": {
      title: "A repeated post makes no second event and no second result",
      provenance: ["A-21"],
      statements: ["7.same-post-again"],
      operation: "listTestEvents",
      answer: "200",
      async run(t) {
        const { product, opportunityId, post: sent, log, result } = await walk(t, await trigger(t, "image"));
        await post(t, opportunityId, sent);
        same("the log", await logOf(t, product.id, opportunityId), log);
        same("the results", await testResults(t, product.id), [result]);
      },
    },
    "agents.lost-answer": {
      title: "If the answer to a post is lost, a repeated post gives the id of the one result",
      provenance: ["A-21", "D 138"],
      statements: ["7.retry"],
      answer: "200",
      needs: [...WALK, "control-plane"],
      async run(t) {
        const { productId, id, agent_id } = await held(t);
        const match = { operation: "postTestResult", product: productId };
        const lost = { match, effect: { lose_answer: true }, times: 1 };
        await withFault(t, lost, async () => {
          const path = `/test-opportunities/${id}/results`;
          const body = JSON.stringify({ agent_id, test_status: "PASSED", result_payload: {} });
          const headers = { "content-type": "application/json" };
          // No answer: that is the fault.
          await t.send({ method: "POST", path, headers, body, retry: false }).catch(() => undefined);
        });
        const again = answered<{ result_id: string }>(await post(t, id, { agent_id }), 200);
        same("the result's id", (await storedResult(t, productId, id)).id, again.result_id);
      },
    },
    "agents.different-post-again": {
      title: "A different result for the same opportunity is 409, and the first one stays",
      provenance: ["A-21"],
      statements: ["7.different-post"],
      answer: "409",
      async run(t) {
        const { product, opportunityId, post: sent, result } = await walk(t, await trigger(t, "image"));
        const differences = [
          { test_status: "FAILED" },
          { result_payload: { another: true } },
          { agent: null },
          { agent_revno: "1" },
        ];
        for (const difference of differences) {
          errorId(refused(await post(t, opportunityId, { ...sent, ...difference }), 409).id, "conflict");
        }
        same("the result", await resultOf(t, product.id, opportunityId), result);
      },
    },
    "agents.only-holder": {
      title: "A post of another agent is 409, and the message names state and holder",
      provenance: ["A-21"],
      statements: ["7.only-holder"],
      answer: "409",
      async run(t) {
        const { productId, id, agent_id } = await held(t);
        const { id: reason, message } = refused(await post(t, id, { agent_id: t.make.agent() }), 409);
        errorId(reason, "conflict");
        check(message.includes(agent_id), `a message that names ${agent_id}`, message);
        check(message.includes("PICKED_BY_AGENT"), "a message that names the state", message);
        same("its events", (await logOf(t, productId, id)).events.length, 2);
      },
    },
    "agents.only-holder.alike": {
      title: "A post of an agent with a similar id is 409: ids of agents are compared whole and with case",
      provenance: ["A-21"],
      statements: ["7.only-holder"],
      answer: "409",
      async run(t) {
        const { productId, id, agent_id } = await held(t);
        const alike = [
          `${agent_id}x`,
          agent_id.slice(0, -1),
          agent_id.toUpperCase(),
          ` ${agent_id}`,
          `${agent_id} `,
        ];
        for (const other of alike) refused(await post(t, id, { agent_id: other }), 409);
        same("its events", (await logOf(t, productId, id)).events.length, 2);
        await posted(t, id, { agent_id });
      },
    },
    "agents.only-holder.unpicked": {
      title: "A post for an opportunity that no agent picked is 409, and the message names the state",
      provenance: ["A-21"],
      statements: ["7.only-holder"],
      answer: "409",
      async run(t) {
        const { ids, product } = await trigger(t, "image");
        const id = ids[0].test_opportunity_id;
        const { message } = refused(await post(t, id, { agent_id: t.make.agent() }), 409);
        check(message.includes("QUEUED_FOR_AGENTS"), "a message that names the state", message);
        same("its events", (await logOf(t, product.id, id)).events.length, 1);
      },
    },
    "agents.only-holder.after-stored": {
      title:
        "A post of another agent is still 409 when the result is stored, and the message names state and holder",
      provenance: ["A-21"],
      statements: ["7.only-holder"],
      answer: "409",
      async run(t) {
        const { opportunityId, post: sent } = await sharedWalk(t, "image");
        const again = await post(t, opportunityId, { ...sent, agent_id: t.make.agent() });
        const { message } = refused(again, 409);
        for (const named of [sent.agent_id, "RESULT_STORED"])
          check(message.includes(named), `a message that names ${named}`, message);
      },
    },
    "agents.unknown-opportunity": {
      title: "A post for an unknown opportunity is 404",
      provenance: ["A-21"],
      statements: ["7.post"],
      answer: "404",
      needs: ["writes", "agent-api"],
      leaves: "nothing",
      async run(t) {
        const answer = await post(t, t.uuid(), { agent_id: t.make.agent() });
        same("id", refused(answer, 404).id, "resource-not-found");
      },
    },
    "agents.others-account.post": {
      title: "A post for another account's opportunity is 404",
      provenance: ["A-06", "A-30"],
      statements: ["3.privacy", "7.own-account"],
      answer: "404",
      needs: [...WALK, "second-account"],
      async run(t) {
        const { productId, id, agent_id } = await held(t);
        const body = { agent_id, test_status: "PASSED", result_payload: {} };
        const input = { path: { test_opportunity_id: id }, body };
        refused(await t.call("postTestResult", input, "second"), 404);
        same("its events", (await logOf(t, productId, id)).events.length, 2);
      },
    },
    "agents.deleted-product": {
      title: "A post for an opportunity of a deleted product is 404",
      provenance: ["A-29"],
      statements: ["4.deleteProduct"],
      answer: "404",
      leaves: "product",
      async run(t) {
        const { productId, id, agent_id } = await held(t);
        answered(await t.call("deleteProduct", { path: { product_id: productId } }), 204);
        refused(await post(t, id, { agent_id }), 404);
      },
    },
    "agents.payload-limit": {
      title: "A result over 16 MiB is 413, and the opportunity can still be posted",
      provenance: ["A-21", "A-28"],
      statements: ["7.payload-limit"],
      answer: "413",
      async run(t) {
        const { id, agent_id } = await held(t);
        const result_payload = { log: "x".repeat(16 * 1024 * 1024) };
        refused(await post(t, id, { agent_id, result_payload }), 413);
        await posted(t, id, { agent_id });
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
export const agents = [...picking, ...posting, ...noAgents];
