import { check } from "../judge/mismatch.js";
import { notForeign, pickOne, poll, post } from "./support/agent.js";
import type { Token } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, same } from "./support/expect.js";
import { logWith } from "./support/read.js";
import { heldOpportunity, stateOf } from "./support/state.js";
import { advertise, productWithSpecs } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";
import { BODIES, times, atOnce, full, statusesOf } from "./support/at-once.js";

export const picking = defineClauses(
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

export const tokens = defineClauses(
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
