import type { Clause } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import { defineClauses, WALK } from "./support/define.js";
import { fields, same } from "./support/expect.js";
import { storedResult, testResults } from "./support/read.js";
import { factOf, payloadUnchanged, resultAsAdvertised } from "./support/record-facts.js";
import { advertise, productWithSpecs, trigger } from "./support/trigger.js";
import { agentFor, PAYLOAD, sharedWalk, TIMING, walk } from "./support/walk.js";
import { storedResults } from "./results-stored.js";

const statuses = ["PASSED", "FAILED", "ERROR"].flatMap((status): Clause[] =>
  defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      [`results.status.${status.toLowerCase()}`]: {
        title: `A result posted as ${status} has the status ${status}`,
        provenance: status === "PASSED" ? ["D 1074", "D 1144"] : ["A-20", "P"],
        statements: ["6.statuses"],
        async run(t) {
          const { result } = await walk(t, await trigger(t, "image"), { test_status: status });
          same("test_status", result.test_status, status);
        },
      },
    },
  ),
);

/** Results (contract.md §6). */
export const results = [
  ...statuses,
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
      "results.id": {
        title: "A result has the id from the answer to the post",
        provenance: ["D 1146", "A-21"],
        statements: ["6.ids-agree", "1.result"],
        async run(t) {
          const { result, resultId } = await sharedWalk(t, "snap");
          same("id", result.id, resultId);
        },
      },
      "results.ids-agree": {
        ...factOf(resultAsAdvertised),
        async run(t) {
          const { result, ids } = await sharedWalk(t, "snap");
          resultAsAdvertised.judge({ ids: ids[0], result });
        },
      },
      "results.image-twice": {
        title:
          "An image that is advertised twice has a result of each time, with the image_reference of that time",
        provenance: ["D 717", "D 748", "D 760", "D 704-716"],
        statements: ["4.image-keeps-id", "6.filter-image"],
        async run(t) {
          const { product, platform } = await productWithSpecs(t);
          const image_unique_id = t.uuid();
          const expected: string[] = [];
          for (const image_reference of ["first", "second"]) {
            const body = { image_unique_id, image_reference };
            const [{ test_opportunity_id }] = await advertise(t, "image", product.id, body);
            const agent = agentFor(t, platform);
            await pickOne(t, agent, [test_opportunity_id]);
            expected.push(await posted(t, test_opportunity_id, { agent_id: agent.agent_id }));
            await storedResult(t, product.id, test_opportunity_id);
          }
          const found = await testResults(t, product.id, { image_unique_id });
          same("the results of the image", found.map(({ id }) => id).toSorted(), expected.toSorted());
          const references = expected.map((id) => found.find((one) => one.id === id)?.image_reference);
          same("their image_reference", references, ["first", "second"], ["D 704-716"]);
        },
      },
      "results.payload": {
        ...factOf(payloadUnchanged),
        async run(t) {
          const { result } = await sharedWalk(t, "snap");
          payloadUnchanged.judge({ posted: { result_payload: PAYLOAD }, result });
        },
      },
      "results.payload.empty": {
        title: "An empty result_payload stays empty",
        provenance: ["D 1147-1148"],
        statements: ["6.result"],
        async run(t) {
          const { result } = await walk(t, await trigger(t, "image"), { result_payload: {} });
          same("result_payload", result.result_payload, {});
        },
      },
      "results.agent-id": {
        title: "agent-id, with a hyphen, is the id of the agent that posted",
        provenance: ["D 1145"],
        statements: ["6.agent-id"],
        async run(t) {
          const { result, agent } = await sharedWalk(t, "snap");
          same("agent-id", fields(result)["agent-id"], agent.agent_id);
        },
      },
      "results.agent-revno": {
        title: "agent_revno is the posted string",
        // That a post may name another revision than the pick is assumed.
        provenance: ["D 1075", "A-21"],
        statements: ["6.agent-revno"],
        async run(t) {
          const { result, post: sent } = await sharedWalk(t, "snap");
          same("agent_revno", result.agent_revno, sent.agent_revno);
        },
      },
      "results.agent-revno.of-pick": {
        title: "agent_revno is that of the pick if the post has none, and null if neither has one",
        provenance: ["A-21"],
        statements: ["6.agent-revno"],
        async run(t) {
          const named = await trigger(t, "image");
          const agent = agentFor(t, named.context.platform);
          const id = named.ids[0].test_opportunity_id;
          await pickOne(t, agent, [id]);
          await posted(t, id, { agent_id: agent.agent_id });
          same("agent_revno", (await storedResult(t, named.product.id, id)).agent_revno, agent.agent_revno);
          const silent = await trigger(t, "image");
          const { agent_id } = agentFor(t, silent.context.platform);
          const other = silent.ids[0].test_opportunity_id;
          await pickOne(t, { agent_id, platform: String(silent.context.platform) }, [other]);
          await posted(t, other, { agent_id });
          same(
            "agent_revno without any in pick and post",
            (await storedResult(t, silent.product.id, other)).agent_revno,
            null,
          );
        },
      },
      "results.agent-timing": {
        title: "The agent's timing comes back unchanged",
        provenance: ["L 1072-1074", "A-19"],
        statements: ["6.result-rest", "2.naive-times"],
        async run(t) {
          same("agent", (await sharedWalk(t, "snap")).result.agent, { timing: TIMING }, ["A-19"]);
        },
      },
      "results.agent-timing.none": {
        title: "agent is null if the post has none",
        provenance: ["A-19"],
        statements: ["6.result-rest"],
        async run(t) {
          const { result } = await walk(t, await trigger(t, "image"), { agent: null });
          same("agent", result.agent, null);
        },
      },
      "results.test-spec": {
        title: "test_spec is the Test Spec as it was created",
        provenance: ["L 1058-1065", "A-19"],
        statements: ["6.result-rest"],
        async run(t) {
          const { result, specs } = await sharedWalk(t, "snap");
          same("test_spec", result.test_spec, specs[0], ["A-19"]);
        },
      },
    },
  ),
  ...storedResults,
];
