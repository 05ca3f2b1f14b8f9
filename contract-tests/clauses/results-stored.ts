import { pickOne, posted, post, untaken } from "./support/agent.js";
import { defineClauses, WALK, MAKE } from "./support/define.js";
import { fields, same, answered, list } from "./support/expect.js";
import { storedResult, testResults, logOf, logWith, resultOf } from "./support/read.js";
import { productWithSpecs, trigger, sharedTrigger } from "./support/trigger.js";
import { agentFor, sharedWalk, walk } from "./support/walk.js";
import { check, Skip } from "../judge/mismatch.js";
import { withFault } from "./support/faults.js";

/** Delays after which an emulator stores a result, tried in this order, because its clock may run faster than real time. */
const SLOW_MS = [1_000, 10_000, 60_000];

/** When results are listed, how often and in which order. */
export const storedResults = [
  ...defineClauses(
    { operation: "listTestResults", answer: "200", needs: WALK, leaves: "opportunities" },
    {
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
