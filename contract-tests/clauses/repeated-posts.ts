import { check } from "../judge/mismatch.js";
import type { ClauseContext } from "./clause.js";
import { notForeign, pickOne, poll, post, posted, type ResultPost } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { logWith, resultOf, storedResult, testResults } from "./support/read.js";
import { heldOpportunity } from "./support/state.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";
import { atOnce, full, statusesOf, times, BODIES, AT_ONCE } from "./support/at-once.js";

/** Posts that differ from {@link full} in one value. */
const DIFFERENT: Record<string, Partial<ResultPost>> = {
  "test-status": { test_status: "ERROR" },
  "payload-value": { result_payload: { b: [1, 2, { c: 0 }], a: "x" } },
  "payload-order": { result_payload: { b: [2, 1, { c: null }], a: "x" } },
  "payload-member-more": { result_payload: { b: [1, 2, { c: null }], a: "x", d: null } },
  "payload-member-less": { result_payload: { b: [1, 2, { c: null }] } },
  "payload-type": { result_payload: { b: ["1", 2, { c: null }], a: "x" } },
  "agent-revno": { agent_revno: "198" },
  "agent-timing": { agent: { timing: { setup_start: "2015-08-26T00:00:22.651079" } } },
  "agent-timing-more": {
    agent: { timing: { setup_start: "2015-08-26T00:00:22.651078", end: "2015-08-26T00:00:23.000000" } },
  },
  "no-agent": { agent: null },
};

/** Posts that equal {@link full} but are written differently; `agent_revno` equals that of the pick. */
const SAME: Record<string, (sent: ResultPost) => unknown> = {
  "members-in-another-order": ({ agent_id, ...rest }) => ({
    ...Object.fromEntries(Object.entries(rest).toReversed()),
    result_payload: { a: "x", b: [1, 2, { c: null }] },
    agent_id,
  }),
  "revision-left-out": (sent) => ({ ...sent, agent_revno: undefined }),
  "revision-null": (sent) => ({ ...sent, agent_revno: null }),
};

export const posting = defineClauses(
  { operation: "postTestResult", answer: null, needs: WALK, leaves: "opportunities" },
  {
    "repeats.post": {
      title: "Concurrent repetitions of a post make one result, and all answers name it",
      provenance: ["A-21"],
      statements: ["7.same-post-again", "7.retry"],
      async run(t) {
        const { product, id, agent } = await heldOpportunity(t);
        const answers = await atOnce(() => post(t, id, full(agent.agent_id)));
        same("the answers", statusesOf(answers), [200, 200, 200, 201]);
        const named = new Set(answers.map(({ json }) => fields(json)["result_id"]));
        const stored = await storedResult(t, product.id, id);
        same("the named results", [...named], [stored.id]);
        const log = await logWith(t, 4, product.id, id);
        check(log.events.length === 4, "four events", log.events);
        check((await testResults(t, product.id)).length === 1, "one result", "others");
      },
    },
    "repeats.post.different": {
      title: "One of several concurrent different posts is accepted and makes the result; the others are 409",
      provenance: ["A-21"],
      statements: ["7.different-post"],
      async run(t) {
        const { product, id, agent } = await heldOpportunity(t);
        const answers = await atOnce((n) => post(t, id, { agent_id: agent.agent_id, result_payload: { n } }));
        same("the answers", statusesOf(answers), [201, 409, 409, 409]);
        const n = answers.findIndex(({ status }) => status === 201);
        const { id: stored, result_payload } = await storedResult(t, product.id, id);
        same("the payload", result_payload, { n });
        same("the result", stored, fields(answers[n]!.json)["result_id"]);
      },
    },
    "repeats.post.two-agents": {
      title: "When several agents post at once, the holder's post is accepted and the others are 409",
      provenance: ["A-21"],
      statements: ["7.only-holder"],
      async run(t) {
        const { product, id, agent } = await heldOpportunity(t);
        const agents = times.map((n) => (n === 2 ? agent.agent_id : t.make.agent()));
        const answers = await atOnce((n) => post(t, id, { agent_id: agents[n]!, result_payload: { n } }));
        same(
          "the answers",
          answers.map(({ status }) => status),
          [409, 409, 201, 409],
        );
        const result = await storedResult(t, product.id, id);
        same("the payload", result.result_payload, { n: 2 });
        same("agent-id", result["agent-id"], agent.agent_id);
      },
    },
    ...Object.fromEntries(
      Object.entries(DIFFERENT).map(([name, change]) => [
        `repeats.post.other.${name}`,
        {
          title: `A second post that differs in one value is 409, and the first stays: ${name.replaceAll("-", " ")}`,
          provenance: ["A-21"],
          statements: ["7.different-post"],
          async run(t: ClauseContext) {
            const { product, id, agent } = await heldOpportunity(t);
            const sent = full(agent.agent_id);
            const result_id = await posted(t, id, sent);
            answered(await post(t, id, { ...sent, ...change }), 409);
            const result = await storedResult(t, product.id, id);
            // Only what the second post changes: other clauses compare the rest.
            for (const field of Object.keys(change))
              same(field, fields(result)[field], fields(sent)[field], ["A-21", "A-19"]);
            const { agent_id } = sent;
            same("its id and agent", [result.id, result["agent-id"]], [result_id, agent_id]);
          },
        },
      ]),
    ),
    ...Object.fromEntries(
      Object.entries(SAME).map(([name, change]) => [
        `repeats.post.same.${name}`,
        {
          title: `A repeated post in another notation is 200: ${name.replaceAll("-", " ")}`,
          provenance: ["A-21"],
          statements: ["7.same-post-again"],
          async run(t: ClauseContext) {
            const { id, agent } = await heldOpportunity(t);
            const sent = full(agent.agent_id);
            const result_id = await posted(t, id, sent);
            const again = await post(t, id, change(sent) as ResultPost);
            same("result_id", answered<{ result_id: string }>(again, 200).result_id, result_id);
          },
        },
      ]),
    ),
    "repeats.post.spec-deleted": {
      title: "A repeated post is still 200 after the Test Spec was deleted and the product replaced",
      provenance: ["A-21", "A-29"],
      statements: ["7.same-post-again", "4.deleteTestSpec"],
      async run(t) {
        const { product, specs, id, agent } = await heldOpportunity(t);
        for (const { id: test_spec_id } of specs)
          answered(await t.call("deleteTestSpec", { path: { product_id: product.id, test_spec_id } }), 204);
        const body = { name: t.name("other"), release: "r", snaps: [] };
        answered(await t.call("updateProduct", { path: { product_id: product.id }, body }), 200);
        const result_id = await posted(t, id, full(agent.agent_id));
        const again = await post(t, id, full(agent.agent_id));
        same("result_id", answered<{ result_id: string }>(again, 200).result_id, result_id);
      },
    },
    "repeats.hold-several": {
      title:
        "An agent may hold several opportunities and post in any order; each result belongs to its opportunity and has the revision of its pick",
      provenance: ["A-21"],
      statements: ["7.pick", "7.post", "7.only-holder"],
      async run(t) {
        const { product, platform } = await productWithSpecs(t, 3);
        const ids = (await advertise(t, "image", product.id, BODIES.image(t, ""))).map(
          (one) => one.test_opportunity_id,
        );
        const agent = agentFor(t, platform);
        const held: string[] = [];
        while (held.length < ids.length) {
          const revised = { ...agent, agent_revno: `r${held.length}` };
          held.push((await pickOne(t, revised, ids)).test_opportunity_id);
        }
        same("the picks", held.toSorted(), ids.toSorted());
        const left = await poll(t, agent);
        if (left) notForeign(t, left);
        check(left === null, "no other pick", left);
        const results = new Map<string, string>();
        for (const id of [held[1]!, held[2]!, held[0]!])
          results.set(id, await posted(t, id, { agent_id: agent.agent_id, result_payload: { id } }));
        for (const [n, id] of held.entries()) {
          const result = await storedResult(t, product.id, id);
          same("the result", [result.id, result.result_payload], [results.get(id), { id }]);
          same("its agent_revno", result.agent_revno, `r${n}`);
          const { events } = await logWith(t, 4, product.id, id);
          same("result_id of its events", fields(events[2])["result_id"], results.get(id));
        }
      },
    },
    "repeats.hold-several.one-posted": {
      title: "A post does not change the other opportunities that the agent holds",
      provenance: ["A-21", "A-16"],
      statements: ["7.post", "5.no-lease"],
      async run(t) {
        const { product, id, ids, agent } = await heldOpportunity(t);
        const { test_opportunity_id: other } = await pickOne(t, agent, ids);
        await posted(t, id, full(agent.agent_id));
        await logWith(t, 4, product.id, id);
        const { events } = await logWith(t, 2, product.id, other);
        same(
          "events of the other",
          events.map(({ event_type }) => event_type),
          ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT"],
        );
        check((await resultOf(t, product.id, other)) === null, "no result of the other", "one");
        await posted(t, other, { agent_id: agent.agent_id });
      },
    },
    "repeats.post.many": {
      title: "When the agents of several opportunities post at once, each result belongs to its opportunity",
      provenance: ["A-21"],
      statements: ["7.post", "6.ids-agree"],
      async run(t) {
        const { product, platform } = await productWithSpecs(t, AT_ONCE);
        const ids = (await advertise(t, "image", product.id, BODIES.image(t, ""))).map(
          (one) => one.test_opportunity_id,
        );
        const held = await atOnce(async () => {
          const agent = agentFor(t, platform);
          return { agent, id: (await pickOne(t, agent, ids)).test_opportunity_id };
        });
        const results = await atOnce(async (n) => {
          const { agent, id } = held[n]!;
          return posted(t, id, { agent_id: agent.agent_id, result_payload: { id } });
        });
        for (const [n, { agent, id }] of held.entries()) {
          const result = await storedResult(t, product.id, id);
          const shown = { id: result.id, agent: result["agent-id"], payload: result.result_payload };
          same("the result", shown, { id: results[n], agent: agent.agent_id, payload: { id } });
        }
      },
    },
  },
);
