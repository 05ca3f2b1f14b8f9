import { WALK } from "../../clauses/support/define.js";
import type { FactsOf } from "../suite-facts.js";
import { heldOpportunity, pickOwn, pickWithBothChannels, resultOf } from "../test-things.js";

export const AGENT_FACTS: FactsOf<"pickTestOpportunity" | "postTestResult"> = {
  pickTestOpportunity: {
    needs: ["writes", "agent-api"],
    path: (t) => ({ agent_id: t.make.agent() }),
    body: (t) => ({ platform: t.make.platform(), agent_group: t.run, agent_revno: "1" }),
    atBounds: null,
    example: {
      // With a platform of this run, so that it does not get other clients' work.
      status: "204",
      needs: [],
      adapt: (t, example) =>
        Promise.resolve({
          path: { agent_id: t.make.agent() },
          body: { ...example, platform: t.make.platform() },
        }),
    },
    answers: { "200": { needs: WALK, reach: (t) => pickWithBothChannels(t) } },
  },
  postTestResult: {
    needs: ["writes", "agent-api"],
    path: async (t) => ({ test_opportunity_id: (await heldOpportunity(t)).test_opportunity_id }),
    body: async (t) => resultOf((await heldOpportunity(t)).agent_id),
    atBounds: null,
    example: {
      status: "201",
      needs: WALK,
      async adapt(t, example) {
        const { test_opportunity_id, agent_id } = await pickOwn(t);
        return { path: { test_opportunity_id }, body: { ...example, agent_id } };
      },
    },
    answers: {
      "201": {
        needs: WALK,
        async reach(t) {
          const { test_opportunity_id, agent_id } = await pickOwn(t);
          return t.call("postTestResult", { path: { test_opportunity_id }, body: resultOf(agent_id) });
        },
      },
      "200": {
        needs: WALK,
        async reach(t) {
          const { test_opportunity_id, agent_id } = await pickOwn(t);
          const input = { path: { test_opportunity_id }, body: resultOf(agent_id) };
          await t.call("postTestResult", input);
          return t.call("postTestResult", input);
        },
      },
      "409": {
        needs: [],
        async reach(t) {
          const { test_opportunity_id } = await heldOpportunity(t);
          const body = resultOf(t.make.agent());
          return t.call("postTestResult", { path: { test_opportunity_id }, body });
        },
      },
    },
  },
};
