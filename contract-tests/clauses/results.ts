import type { Clause } from "./clause.js";
import { check, Skip } from "../judge/mismatch.js";
import { pickOne, post, posted, untaken } from "./support/agent.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, same } from "./support/expect.js";
import { withFault } from "./support/faults.js";
import { logOf, logWith, resultOf, storedResult, testResults } from "./support/read.js";
import { factOf, payloadUnchanged, resultAsAdvertised } from "./support/record-facts.js";
import { advertise, productWithSpecs, sharedTrigger, trigger } from "./support/trigger.js";
import { agentFor, PAYLOAD, sharedWalk, TIMING, walk } from "./support/walk.js";

/** Delays after which an emulator stores a result, tried in this order, because its clock may run faster than real time. */
const SLOW_MS = [1_000, 10_000, 60_000];

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
        title: "An image that is advertised twice has a result of each time, for the same Test Spec",
        provenance: ["D 717", "D 748", "D 760"],
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
      "results.not-before-stored": {
        title: "A result is not listed before RESULT_STORED",
        varies: true,
        provenance: ["A-18"],
        statements: ["6.shows-when-stored"],
        async run(t) {
          for (const delay_stored_ms of SLOW_MS) {
            const { product, ids, context } = await trigger(t, "image");
            const id = ids[0].test_opportunity_id;
            const agent = agentFor(t, context.platform);
            await pickOne(t, agent, [id]);
            // An emulator can delay storing, which gives more time to read; other targets take their own time.
            const slow = {
              match: { operation: "postTestResult", product: product.id },
              effect: { delay_stored_ms },
            };
            const watched = await withFault(t, slow, async () => {
              await posted(t, id, { agent_id: agent.agent_id });
              const early = await resultOf(t, product.id, id);
              const { events } = await logOf(t, product.id, id);
              const isStored = events.some(({ event_type }) => event_type === "RESULT_STORED");
              // The log was read after the results, so a result that the log does not have was not stored before.
              if (!isStored) check(early === null, "no result before RESULT_STORED", early);
              return !isStored;
            });
            await logWith(t, 4, product.id, id, delay_stored_ms);
            if (watched) return;
          }
          throw new Skip("results are stored too soon after the post to observe the time between");
        },
      },
      "results.once-stored": {
        title: "A result is listed as soon as its log has RESULT_STORED",
        provenance: ["A-18", "D 982-987"],
        statements: ["6.shows-when-stored"],
        async run(t) {
          const { product, ids, context } = await trigger(t, "image");
          const id = ids[0].test_opportunity_id;
          const agent = agentFor(t, context.platform);
          await pickOne(t, agent, [id]);
          await posted(t, id, { agent_id: agent.agent_id });
          await logWith(t, 4, product.id, id);
          check((await resultOf(t, product.id, id)) !== null, "its result", "none");
        },
      },
      "results.one-each": {
        title: "Each opportunity has one result, and an image has the results of all Test Specs",
        provenance: ["D 717-719", "P", "D 742"],
        statements: ["6.filter-image", "6.ids-agree"],
        async run(t) {
          const { product, ids, context, body } = await trigger(t, "image", 2);
          const all = ids.map(({ test_opportunity_id }) => test_opportunity_id).toSorted();
          for (let n = 0; n < all.length; n++) {
            const agent = agentFor(t, context.platform);
            const { test_opportunity_id } = await pickOne(t, agent, all);
            await posted(t, test_opportunity_id, { agent_id: agent.agent_id });
            await storedResult(t, product.id, test_opportunity_id);
          }
          const image = { image_unique_id: String(body["image_unique_id"]) };
          const found = await testResults(t, product.id, image);
          same("their opportunities", found.map((result) => result.test_opportunity_id).toSorted(), all);
          check(
            new Set(found.map(({ id }) => id)).size === 2,
            "two results",
            found.map(({ id }) => id),
          );
        },
      },
      "results.oldest-first": {
        title: "Results are listed in the order in which they were stored, oldest first",
        provenance: ["A-18", "A-17"],
        statements: ["6.order"],
        async run(t) {
          const { product, ids, context } = await trigger(t, "image", 2);
          const all = ids.map(({ test_opportunity_id }) => test_opportunity_id);
          const done: string[] = [];
          const agents = [agentFor(t, context.platform), agentFor(t, context.platform)] as const;
          const first = await pickOne(t, agents[0], all);
          const second = await pickOne(t, agents[1], all);
          // Posted in reverse order of queueing.
          for (const [agent, { test_opportunity_id }] of [
            [agents[1], second],
            [agents[0], first],
          ] as const) {
            await posted(t, test_opportunity_id, { agent_id: agent.agent_id });
            await storedResult(t, product.id, test_opportunity_id);
            done.push(test_opportunity_id);
          }
          const order = (await testResults(t, product.id)).map((result) => result.test_opportunity_id);
          same("the opportunities", order, done);
        },
      },
      "results.large": {
        title: "A result over 1 MiB is accepted and comes back whole",
        provenance: ["A-21", "A-28"],
        statements: ["7.payload-limit"],
        operation: "postTestResult",
        answer: "201",
        async run(t) {
          const log = "0123456789abcdef".repeat(70_000);
          const { result } = await walk(t, await trigger(t, "image"), { result_payload: { log } });
          check(fields(result.result_payload)["log"] === log, `a log of ${log.length} characters`, "another");
        },
      },
      "results.again": {
        title: "A result is the same in each query",
        provenance: ["D 1044-1083"],
        statements: ["4.listTestResults"],
        async run(t) {
          const { product, opportunityId, result } = await sharedWalk(t, "snap");
          same("the result", await resultOf(t, product.id, opportunityId), result);
        },
      },
      "results.refused-post.none": {
        title: "A refused post creates no result",
        provenance: ["A-21"],
        statements: ["7.only-holder"],
        async run(t) {
          const { product, ids } = await trigger(t, "image");
          const id = ids[0].test_opportunity_id;
          answered(await post(t, id, { agent_id: t.make.agent() }), 409);
          check((await resultOf(t, product.id, id)) === null, "no result", "one");
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: MAKE, leaves: "opportunities" },
    {
      "results.none": {
        title: "A product without results has an empty list, status 200",
        provenance: ["P"],
        statements: ["6.none"],
        leaves: "product",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const answer = await t.call("listTestResults", { path: { product_id: product.id } });
          same("the results", list(answered(answer, 200), "test_results"), []);
        },
      },
      "results.none-while-queued": {
        title: "An opportunity that no agent has picked has no result",
        provenance: ["A-18", "P"],
        statements: ["6.shows-when-stored", "6.none"],
        async run(t) {
          const { product, ids } = await sharedTrigger(t, "image");
          const results = await testResults(t, product.id);
          untaken(t, await logOf(t, product.id, ids[0].test_opportunity_id));
          same("the results", results, []);
        },
      },
    },
  ),
];
