import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Clause, ClauseContext } from "./clause.js";
import { pickOne, poll, post, posted } from "./support/agent.js";
import type { TestOpportunity, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, list, refused, same } from "./support/expect.js";
import { baseOf, eventLogs, type Filters, logWith, storedResult, testResults } from "./support/read.js";
import { stateOf } from "./support/state.js";
import { advertise } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** A deleted product that had a queued, a held and a finished opportunity. */
async function gone(t: ClauseContext) {
  return oncePerRun(t, "deleted.product", async () => {
    const snap = `${t.name("snap")}.foo`;
    const product = await t.make.product({ snaps: [snap] });
    const platform = t.make.platform();
    const [image_name, image_unique_id] = [t.name("image"), t.uuid()];
    const specs: TestSpec[] = [];
    for (let n = 0; n < 3; n++) specs.push(await t.make.testSpec(product.id, { platform, image_name }));
    const ids = (await advertise(t, "image", product.id, { image_unique_id, image_reference: null })).map(
      (one) => one.test_opportunity_id,
    );
    const agent = agentFor(t, platform);
    const { test_opportunity_id: finished } = await pickOne(t, agent, ids);
    const { test_opportunity_id: held } = await pickOne(t, agent, ids);
    await posted(t, finished, { agent_id: agent.agent_id });
    await storedResult(t, product.id, finished);
    await logWith(t, 4, product.id, finished);
    answered(await t.call("deleteProduct", { path: { product_id: product.id } }), 204);
    const queued = ids.find((id) => id !== finished && id !== held)!;
    return {
      product,
      snap,
      specs,
      platform,
      image_name,
      image_unique_id,
      agent,
      ids,
      finished,
      held,
      queued,
    };
  });
}

/** Operations below a product, each with a correct body. */
const BELOW: Record<string, (snap: string, t: ClauseContext) => unknown> = {
  getProduct: () => undefined,
  updateProduct: (_, t) => ({ name: t.name("product"), release: "r", snaps: [] }),
  deleteProduct: () => undefined,
  createTestSpec: (_, t) => ({ name: t.name("spec") }),
  listTestSpecs: () => undefined,
  getTestSpec: () => undefined,
  deleteTestSpec: () => undefined,
  advertiseImage: (_, t) => ({ image_unique_id: t.uuid(), image_reference: null }),
  advertiseSnap: (name) => ({ name, revision: 1, channel: "edge" }),
  advertiseGoldMaster: (name) => ({ snaps: [{ name, revision: 1 }], channel: "edge" }),
  listTestEvents: () => undefined,
  listTestResults: () => undefined,
  listTestResultsAlias: () => undefined,
};

const below = Object.entries(BELOW).flatMap(([operation, bodyOf]) =>
  defineClauses(
    { operation, answer: "404", needs: WALK, leaves: "opportunities" },
    {
      [`deleted.product.${operation}`]: {
        title: `${operation} of a deleted product is refused like one of an unknown product`,
        provenance: ["A-29", "A-06"],
        statements: ["4.deleteProduct"],
        async run(t) {
          const { product, snap, specs } = await gone(t);
          const body = bodyOf(snap, t);
          const send = (product_id: string) =>
            t.call(operation, {
              path: { product_id, test_spec_id: specs[0]!.id },
              ...(body === undefined ? {} : { body }),
            });
          const unknown = t.uuid();
          const { id, message } = refused(await send(product.id), 404);
          same(
            "the refusal",
            { id, message: message.replaceAll(product.id, unknown) },
            refused(await send(unknown), 404),
          );
          check((await stateOf(t, product.id)) === null, "no product afterwards", "one");
        },
      },
    },
  ),
);

const around = defineClauses(
  { operation: "deleteProduct", answer: "204", needs: WALK, leaves: "opportunities" },
  {
    "deleted.product.posts": {
      title: "After a product is deleted, a post for its queued, held and finished opportunities is 404",
      provenance: ["A-29", "A-21"],
      statements: ["4.deleteProduct", "7.post"],
      async run(t) {
        const { agent, ids } = await gone(t);
        for (const id of ids)
          for (const agent_id of [agent.agent_id, t.make.agent()])
            same("id", refused(await post(t, id, { agent_id }), 404).id, "resource-not-found");
      },
    },
    "deleted.product.picks": {
      title: "No agent gets queued or held opportunities of a deleted product",
      provenance: ["A-29", "A-21"],
      statements: ["4.deleteProduct", "7.pick"],
      async run(t) {
        const { agent, platform } = await gone(t);
        for (const one of [agent, agentFor(t, platform)])
          check((await poll(t, one)) === null, "nothing", "an opportunity");
      },
    },
    "deleted.product.organization": {
      title: "The organization no longer shows a deleted product's logs and results",
      provenance: ["A-23", "A-29", "A-32"],
      statements: ["4.deleteProduct", "8.one-set"],
      needs: [...WALK, "legacy"],
      async run(t) {
        const { image_unique_id, finished } = await gone(t);
        const path = { org_id: t.target.organization! };
        const queries: Filters[] = [{ image_unique_id }, { test_opportunity_id: finished }];
        for (const query of queries) {
          same(
            "the logs",
            list(answered(await t.call("legacyListTestEvents", { path, query }), 200), "event_logs"),
            [],
          );
          same(
            "the results",
            list(answered(await t.call("legacyListTestResults", { path, query }), 200), "test_results"),
            [],
          );
        }
      },
    },
    "deleted.product.legacy-triggers": {
      title:
        "A legacy image of a deleted Test Spec's image name, and a snap that only a deleted product referenced, are 404",
      provenance: ["A-29", "L 753-758", "L 847-853"],
      statements: ["8.no-test-spec", "8.snap-not-referenced"],
      operation: "legacyAdvertiseImage",
      answer: "404",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { image_name, snap } = await gone(t);
        const path = { org_id: t.target.organization! };
        const image = { image_name, image_unique_id: t.uuid(), image_reference: null };
        const { message } = refused(await t.call("legacyAdvertiseImage", { path, body: image }), 404);
        check(message.includes(image_name), `a message that names ${image_name}`, message);
        same(
          "the message",
          refused(await t.call("legacyAdvertiseSnap", { path, body: { name: snap, revision: 1 } }), 404)
            .message,
          "",
        );
      },
    },
    "deleted.product.made-anew": {
      title: "A new product with the name of a deleted one has no Test Specs, logs, results or base of it",
      provenance: ["A-07", "A-12", "A-13", "A-15", "A-29"],
      statements: ["4.deleteProduct", "4.product-ids"],
      operation: "createProduct",
      answer: "201",
      needs: MAKE,
      async run(t) {
        const input = { name: t.name("product"), snaps: [`${t.name("snap")}.foo`] };
        const body = { name: input.snaps[0], revision: 1, channel: "edge" };
        const make = async () => {
          const product = await t.make.product(input);
          same("its Test Specs, logs and results", await stateOf(t, product.id), {
            product,
            specs: [],
            logs: [],
            results: [],
          });
          await t.make.testSpec(product.id, { name: "spec" + input.name, platform: input.name });
          const [{ test_opportunity_id: id }] = await advertise(t, "snap", product.id, body);
          same("the base", await baseOf(t, product.id, id), null);
          return product.id;
        };
        const first = await make();
        await advertise(t, "gold-master", first, {
          snaps: [{ name: input.snaps[0], revision: 1 }],
          channel: "stable",
        });
        await advertise(t, "snap", first, { ...body, revision: 2 });
        answered(await t.call("deleteProduct", { path: { product_id: first } }), 204);
        const second = await make();
        check(second !== first, "a new id", second);
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", second, { ...body, revision: 2 });
        same("the base", await baseOf(t, second, id), null);
      },
    },
  },
);

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

const specs = defineClauses(
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

/** Effects of deleting a product or a Test Spec (contract.md §4). */
export const deleted: readonly Clause[] = [...below, ...around, ...specs];
