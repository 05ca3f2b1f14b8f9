import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import type { TestOpportunity } from "./support/bodies.js";
import { defineClauses, WALK } from "./support/define.js";
import { answered, fields, list, refused, same } from "./support/expect.js";
import { eventLogs, logWith, storedResult, testResults } from "./support/read.js";
import { advertise } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** A product whose Test Spec was deleted while opportunities were queued, held and finished. */
async function withoutSpec(t: ClauseContext) {
  return oncePerRun(t, "deleted.test-spec", async () => {
    const snap = `${t.name("snap")}.foo`;
    const product = await t.make.product({ snaps: [snap] });
    const [platform, image_name] = [t.make.platform(), t.name("image")];
    const spec = await t.make.testSpec(product.id, { platform, image_name, test_payload: { of: "deleted" } });
    const ids: string[] = [];
    for (const image_reference of [1, 2, 3])
      ids.push(
        (await advertise(t, "image", product.id, { image_unique_id: t.uuid(), image_reference }))[0]
          .test_opportunity_id,
      );
    const agent = agentFor(t, platform);
    const finished = (await pickOne(t, agent, ids)).test_opportunity_id;
    await posted(t, finished, { agent_id: agent.agent_id });
    await storedResult(t, product.id, finished);
    const held = (await pickOne(t, agent, ids)).test_opportunity_id;
    const before = await eventLogs(t, product.id);
    answered(
      await t.call("deleteTestSpec", { path: { product_id: product.id, test_spec_id: spec.id } }),
      204,
    );
    const after = await eventLogs(t, product.id);
    const resultsAfter = await testResults(t, product.id);
    const picked: TestOpportunity = await pickOne(t, agent, ids);
    for (const id of [held, picked.test_opportunity_id]) await posted(t, id, { agent_id: agent.agent_id });
    return {
      product,
      snap,
      spec,
      image_name,
      agent,
      ids,
      finished,
      held,
      before,
      after,
      resultsAfter,
      picked,
    };
  });
}

export const specs = defineClauses(
  { operation: "deleteTestSpec", answer: "204", needs: WALK, leaves: "opportunities" },
  {
    "deleted.test-spec.logs": {
      title: "The deletion of a Test Spec neither deletes nor changes event logs",
      provenance: ["A-18", "A-29", "A-23"],
      statements: ["4.deleteTestSpec"],
      async run(t) {
        const { before, after } = await withoutSpec(t);
        const still = (logs: typeof before) => logs.map((log) => ({ ...log, updated_at: null }));
        same("the logs", still(after), still(before));
      },
    },
    "deleted.test-spec.result": {
      title: "An existing result shows the deleted Test Spec in full",
      provenance: ["A-29", "A-19"],
      statements: ["4.deleteTestSpec", "6.result-rest"],
      operation: "listTestResults",
      answer: "200",
      async run(t) {
        const { resultsAfter, spec } = await withoutSpec(t);
        same(
          "the Test Specs",
          resultsAfter.map((one) => one.test_spec),
          [spec],
        );
      },
    },
    "deleted.test-spec.picked": {
      title: "A queued opportunity of a deleted Test Spec is picked with the unchanged Test Spec and payload",
      provenance: ["A-29", "A-21"],
      statements: ["4.deleteTestSpec", "7.opportunity"],
      operation: "pickTestOpportunity",
      answer: "200",
      async run(t) {
        const { picked, spec } = await withoutSpec(t);
        same("the Test Spec", picked.test_spec, spec);
        same("the payload", picked.test_payload, spec.test_payload);
      },
    },
    "deleted.test-spec.runs-on": {
      title: "Held and queued opportunities of a deleted Test Spec can be posted, and their results show it",
      provenance: ["A-29", "A-19", "A-21"],
      statements: ["4.deleteTestSpec", "7.post"],
      operation: "listTestResults",
      answer: "200",
      async run(t) {
        const { product, ids, spec } = await withoutSpec(t);
        for (const id of ids) {
          same("its Test Spec", (await storedResult(t, product.id, id)).test_spec, spec);
          same("spec_name", (await logWith(t, 4, product.id, id)).spec_name, spec.name);
        }
      },
    },
    "deleted.test-spec.triggers": {
      title: "After the only Test Spec was deleted, each trigger is 404 as for a product without one",
      provenance: ["A-11", "A-29", "L 753-758"],
      statements: ["4.no-test-spec", "8.no-test-spec"],
      operation: "advertiseImage",
      answer: "404",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { product, snap, image_name } = await withoutSpec(t);
        const path = { product_id: product.id, org_id: t.target.organization! };
        const image = { image_unique_id: t.uuid(), image_reference: null };
        const requests: [string, unknown][] = [
          ["advertiseImage", image],
          ["advertiseSnap", { name: snap, revision: 9, channel: "edge" }],
          ["advertiseGoldMaster", { snaps: [{ name: snap, revision: 9 }], channel: "edge" }],
          ["legacyAdvertiseImage", { ...image, image_name }],
          ["legacyAdvertiseSnap", { name: snap, revision: 9 }],
        ];
        for (const [operation, body] of requests) {
          const { message } = refused(await t.call(operation, { path, body }), 404);
          check(
            message.startsWith("Couldn't find a Spec for"),
            `Couldn't find a Spec for ... of ${operation}`,
            message,
          );
        }
        const { length } = await eventLogs(t, product.id);
        same("logs", length, 3);
      },
    },
    "deleted.test-spec.made-anew": {
      title: "A new Test Spec with the name of a deleted one is different: old results keep the old one",
      provenance: ["A-08", "A-19", "A-29"],
      statements: ["4.createTestSpec", "4.deleteTestSpec"],
      operation: "createTestSpec",
      answer: "201",
      async run(t) {
        const product = await t.make.product();
        const input = { name: t.name("spec"), platform: t.make.platform(), test_payload: 1 };
        const old = await t.make.testSpec(product.id, input);
        const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, {
          image_unique_id: t.uuid(),
          image_reference: null,
        });
        const agent = agentFor(t, input.platform);
        await pickOne(t, agent, [id]);
        answered(
          await t.call("deleteTestSpec", { path: { product_id: product.id, test_spec_id: old.id } }),
          204,
        );
        const fresh = await t.make.testSpec(product.id, { ...input, test_payload: 2 });
        check(fresh.id !== old.id, "a new id", fresh.id);
        await posted(t, id, { agent_id: agent.agent_id });
        same("the result's Test Spec", (await storedResult(t, product.id, id)).test_spec, old);
        answered(
          await t.call("getTestSpec", { path: { product_id: product.id, test_spec_id: old.id } }),
          404,
        );
        const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
        same("the list", list(answered(answer, 200), "test_specs"), [fresh]);
        same("its payload", fields(fresh)["test_payload"], 2);
      },
    },
  },
);
