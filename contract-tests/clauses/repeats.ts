import { check } from "../judge/mismatch.js";
import type { Answer } from "../target/answer.js";
import type { Clause, ClauseContext } from "./clause.js";
import { notForeign, pickOne, poll, post, posted, type ResultPost } from "./support/agent.js";
import type { Product, TestSpec, Token } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { eventLogs, logWith, resultOf, storedResult, testResults } from "./support/read.js";
import { heldOpportunity, stateOf } from "./support/state.js";
import {
  advertise,
  KIND_NAMES,
  KINDS,
  productWithSpecs,
  type TriggerKind,
  TRIGGERS,
} from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** The number of concurrent requests. */
const AT_ONCE = 4;
const times = Array.from({ length: AT_ONCE }, (_, n) => n);
const atOnce = <T>(work: (n: number) => Promise<T>): Promise<T[]> => Promise.all(times.map(work));
const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).toSorted();
const idsOf = (bodies: readonly { id: string }[]): string[] => bodies.map(({ id }) => id).toSorted();

const BODIES: Record<TriggerKind, (t: ClauseContext, snap: string) => Record<string, unknown>> = {
  image: (t) => ({ image_unique_id: t.uuid(), image_reference: null }),
  snap: (_, name) => ({ name, revision: 7, channel: "edge" }),
  "gold-master": (_, name) => ({ snaps: [{ name, revision: 7 }], channel: "stable" }),
};

const making: readonly Clause[] = [
  ...defineClauses(
    { operation: "createProduct", answer: "201", needs: MAKE, leaves: "product" },
    {
      "repeats.products": {
        title:
          "Concurrent requests for products of the same name create one product each, with different ids",
        provenance: ["A-07"],
        statements: ["4.product-ids", "4.listProducts"],
        async run(t) {
          const name = t.name("product");
          const made = await atOnce(() => t.make.product({ name }));
          check(new Set(idsOf(made)).size === AT_ONCE, "different ids", idsOf(made));
          const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
          same("those in the list", idsOf(all.filter((one) => one.name === name)), idsOf(made));
        },
      },
      "repeats.test-specs": {
        title:
          "Concurrent requests for Test Specs of the same name create one Test Spec each, and a trigger uses all of them",
        provenance: ["A-08", "D 748"],
        statements: ["4.createTestSpec", "4.one-per-test-spec"],
        operation: "createTestSpec",
        leaves: "opportunities",
        async run(t) {
          const product = await t.make.product();
          const [name, platform] = [t.name("spec"), t.make.platform()];
          const made = await atOnce(() => t.make.testSpec(product.id, { name, platform }));
          const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
          same("the list", idsOf(list<TestSpec>(answered(answer, 200), "test_specs")), idsOf(made), ["A-08"]);
          const ids = await advertise(t, "image", product.id, BODIES.image(t, ""));
          check(ids.length === AT_ONCE, `${AT_ONCE} opportunities`, ids);
        },
      },
      "repeats.put": {
        title: "After concurrent replacements the product is exactly one of them",
        provenance: ["A-07"],
        statements: ["4.updateProduct"],
        operation: "updateProduct",
        async run(t) {
          const { id } = await t.make.product();
          const path = { product_id: id };
          const bodies = times.map((n) => ({
            name: t.name(`n${n}`),
            release: `r${n}`,
            snaps: [`snap${n}.x`],
          }));
          for (const answer of await atOnce((n) => t.call("updateProduct", { path, body: bodies[n] })))
            answered(answer, 200);
          const { name, release, snaps } = answered<Product>(await t.call("getProduct", { path }), 200);
          const one = bodies.find((body) => body.name === name);
          same("the product", { name, release, snaps }, one);
        },
      },
      "repeats.delete-product": {
        title: "One of several concurrent deletions of a product is 204, the others are 404",
        provenance: ["A-07"],
        statements: ["4.deleteProduct"],
        operation: "deleteProduct",
        answer: null,
        async run(t) {
          const { id } = await t.make.product();
          const answers = await atOnce(() => t.call("deleteProduct", { path: { product_id: id } }));
          same("the answers", statusesOf(answers), [204, 404, 404, 404]);
        },
      },
      "repeats.delete-test-spec": {
        title: "One of several concurrent deletions of a Test Spec is 204, the others are 404",
        provenance: ["A-08"],
        statements: ["4.deleteTestSpec"],
        operation: "deleteTestSpec",
        answer: null,
        async run(t) {
          const { product, specs } = await productWithSpecs(t, 2);
          const path = { product_id: product.id, test_spec_id: specs[0]!.id };
          const answers = await atOnce(() => t.call("deleteTestSpec", { path }));
          same("the answers", statusesOf(answers), [204, 404, 404, 404]);
          const left = await t.call("listTestSpecs", { path: { product_id: product.id } });
          same("the remaining Test Specs", idsOf(list<TestSpec>(answered(left, 200), "test_specs")), [
            specs[1]!.id,
          ]);
        },
      },
    },
  ),
  ...KINDS.flatMap((kind) =>
    defineClauses(
      { operation: TRIGGERS[kind], answer: "201", needs: MAKE, leaves: "opportunities" },
      {
        [`repeats.advertise.${kind}`]: {
          title: `Each concurrent advertisement of ${KIND_NAMES[kind]} makes its own opportunities`,
          provenance: ["D 748", "D 773-775", "A-12"],
          statements: ["4.one-per-test-spec", "4.advertised-again", "4.ids-agree"],
          async run(t) {
            const { product, specs } = await productWithSpecs(t, 2);
            const body = BODIES[kind](t, product.snaps[0]!);
            const made = await atOnce(() => advertise(t, kind, product.id, body));
            const told = made.flat().map((one) => `${one.test_opportunity_id} ${one.image_unique_id}`);
            check(new Set(told).size === 2 * AT_ONCE, `${2 * AT_ONCE} opportunities`, told);
            const logs = await eventLogs(t, product.id);
            const shown = logs.map((one) => `${one.test_opportunity_id} ${one.image_unique_id}`);
            const idsIn = (pairs: string[]): string[] => pairs.map((pair) => pair.split(" ")[0]!).toSorted();
            same("the opportunities in the logs", idsIn(shown), idsIn(told));
            same("these with their images", shown.toSorted(), told.toSorted(), ["A-12", "A-15"]);
            for (const ids of made) {
              const queued = ids.map((one) =>
                logs.find((log) => log.test_opportunity_id === one.test_opportunity_id),
              );
              const [names, expected] = [queued.map((log) => log?.spec_name), specs.map(({ name }) => name)];
              same("the Test Specs", names.toSorted(), expected.toSorted(), ["A-15"]);
              check(new Set(queued.map((log) => log?.queued_at)).size === 1, "one queued_at", queued);
            }
          },
        },
      },
    ),
  ),
];

/** A post with all fields. */
const full = (agent_id: string): Required<ResultPost> => ({
  agent_id,
  test_status: "FAILED",
  result_payload: { b: [1, 2, { c: null }], a: "x" },
  agent_revno: "197",
  agent: { timing: { setup_start: "2015-08-26T00:00:22.651078" } },
});

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

const posting = defineClauses(
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
            const { result_payload, test_status, agent_revno, agent: told } = result;
            const { agent_id, ...expected } = sent;
            same("the result", { result_payload, test_status, agent_revno, agent: told }, expected, [
              ...["A-21", "A-19"],
            ]);
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

const picking = defineClauses(
  { operation: "pickTestOpportunity", answer: null, needs: WALK, leaves: "opportunities" },
  {
    "repeats.pick.one": {
      title: "When several agents poll at once for one opportunity, one gets it and the others get 204",
      provenance: ["A-21"],
      statements: ["7.exclusive"],
      async run(t) {
        const { product, platform } = await productWithSpecs(t);
        const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, BODIES.image(t, ""));
        const agents = times.map(() => agentFor(t, platform));
        const got = await atOnce((n) => poll(t, agents[n]!));
        for (const one of got) if (one) notForeign(t, one);
        same(
          "the picks",
          got.flatMap((one) => (one ? [one.test_opportunity_id] : [])),
          [id],
        );
        const winner = agents[got.findIndex((one) => one !== null)]!;
        const { events } = await logWith(t, 2, product.id, id);
        same("agent_id of PICKED_BY_AGENT", fields(events[1])["agent_id"], winner.agent_id);
        check(events.length === 2, "two events", events);
      },
    },
    "repeats.pick.same-agent": {
      title: "Concurrent polls of one agent get each opportunity once",
      provenance: ["A-21"],
      statements: ["7.exclusive"],
      async run(t) {
        const { product, platform } = await productWithSpecs(t, 2);
        const ids = (await advertise(t, "image", product.id, BODIES.image(t, ""))).map(
          (one) => one.test_opportunity_id,
        );
        const agent = agentFor(t, platform);
        const got = await atOnce(() => poll(t, agent));
        for (const one of got) if (one) notForeign(t, one);
        const taken = got.flatMap((one) => (one ? [one.test_opportunity_id] : []));
        same("the picks", taken.toSorted(), ids.toSorted());
      },
    },
    "repeats.pick.while-advertised": {
      title: "When agents poll during a trigger, no opportunity is picked twice and none is lost",
      provenance: ["A-21"],
      statements: ["7.exclusive", "4.queued-at-once"],
      varies: true,
      async run(t) {
        const { product, platform } = await productWithSpecs(t, 2);
        const [ids, ...early] = await Promise.all([
          advertise(t, "image", product.id, BODIES.image(t, "")),
          ...times.map(() => poll(t, agentFor(t, platform))),
        ]);
        const got = early.flatMap((one) => (one ? [one.test_opportunity_id] : []));
        const all = ids.map((one) => one.test_opportunity_id);
        while (got.length < all.length)
          got.push((await pickOne(t, agentFor(t, platform), all)).test_opportunity_id);
        same("the picks", got.toSorted(), all.toSorted());
      },
    },
    "repeats.delete-and-post": {
      title: "After a concurrent deletion of a product and post for it, neither product nor result exists",
      provenance: ["A-29", "A-21"],
      statements: ["4.deleteProduct"],
      operation: "deleteProduct",
      varies: true,
      async run(t) {
        const { product, id, agent } = await heldOpportunity(t);
        const [deleted, answer] = await Promise.all([
          t.call("deleteProduct", { path: { product_id: product.id } }),
          post(t, id, full(agent.agent_id)),
        ]);
        answered(deleted, 204);
        check([201, 404].includes(answer.status), "the post accepted or 404", `status ${answer.status}`);
        check((await stateOf(t, product.id)) === null, "no product", "one");
        answered(await post(t, id, full(agent.agent_id)), 404);
      },
    },
  },
);

const tokens = defineClauses(
  { operation: "createToken", answer: null, needs: ["writes", "password"], leaves: "token" },
  {
    "repeats.token": {
      title:
        "One of several concurrent requests for a token is 201, the others are 200, and all give the same token",
      provenance: ["P"],
      statements: ["3.token-created", "3.token-again"],
      async run(t) {
        const token_name = t.name("token");
        const ask = () => t.call("createToken", { body: { ...t.target.login!, token_name } }, "anonymous");
        const answers = await atOnce(ask);
        same("the answers", statusesOf(answers), [200, 200, 200, 201]);
        const [first, ...more] = answers.map(({ json }) => json as Token);
        for (const other of more) same("the token", other, first);
      },
    },
  },
);

/** Repeated, concurrent, late and reordered requests (contract.md §3, §4, §7). */
export const repeats: readonly Clause[] = [...making, ...posting, ...picking, ...tokens];
