import { check } from "../judge/mismatch.js";
import { post, posted } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, errorId, refused, same } from "./support/expect.js";
import { withFault } from "./support/faults.js";
import { logOf, resultOf, storedResult, testResults } from "./support/read.js";
import { trigger } from "./support/trigger.js";
import { sharedWalk, walk } from "./support/walk.js";
import { held } from "./support/held.js";

/** How an agent posts results. */
export const posting = defineClauses(
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
