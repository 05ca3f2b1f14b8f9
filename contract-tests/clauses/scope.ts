import { check } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import type { Actor, Clause, ClauseContext } from "./clause.js";
import { pickOne, posted } from "./support/agent.js";
import type {
  AdvertisedIds,
  EventLog,
  LegacyEventLog,
  Product,
  TestOpportunity,
  TestResult,
  TestSpec,
} from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, fields, filled, list, same } from "./support/expect.js";
import { baseOf, eventLogs, storedResult, testResults } from "./support/read.js";
import { stateOf } from "./support/state.js";
import { advertise } from "./support/trigger.js";
import { agentFor } from "./support/walk.js";

/** Two products with the same name, release, snaps, Test Specs, images and agents. */
async function twins(t: ClauseContext) {
  return oncePerRun(t, "scope.twins", async () => {
    const platform = t.make.platform();
    const agent = agentFor(t, platform);
    const input = { name: t.name("product"), release: "r", snaps: [`${t.name("snap")}.foo`] };
    const spec = {
      name: t.name("spec"),
      platform,
      image_name: t.name("image"),
      test_payload: { twin: true },
    };
    const image = { image_unique_id: t.uuid(), image_reference: { twin: true } };
    const made = [];
    for (const n of [0, 1]) {
      const product = await t.make.product(input);
      const testSpec = await t.make.testSpec(product.id, spec);
      const [{ test_opportunity_id: id }] = await advertise(t, "image", product.id, image);
      await pickOne(t, agent, [id]);
      const resultId = await posted(t, id, { agent_id: agent.agent_id, result_payload: { n } });
      await storedResult(t, product.id, id);
      made.push({ product, testSpec, id, resultId, n });
    }
    return { made, image, spec, agent };
  });
}

const idOf = ({ id }: { id: string }): string => id;

const alike = defineClauses(
  { operation: "listTestEvents", answer: "200", needs: WALK, leaves: "opportunities" },
  {
    "scope.twins.test-specs": {
      title: "Each of two identical products has its own Test Spec",
      provenance: ["A-08"],
      statements: ["4.listTestSpecs", "4.getTestSpec"],
      operation: "listTestSpecs",
      async run(t) {
        for (const { product, testSpec } of (await twins(t)).made) {
          const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
          same("the Test Specs", list<TestSpec>(answered(answer, 200), "test_specs").map(idOf), [
            testSpec.id,
          ]);
        }
      },
    },
    "scope.twins.events": {
      title: "Each of two identical products lists only its own log, with any filter",
      provenance: ["D 990", "A-23"],
      statements: ["5.filters", "5.log-rest"],
      async run(t) {
        const { made, image } = await twins(t);
        for (const { product, id } of made)
          for (const filters of [
            {},
            { image_unique_id: image.image_unique_id },
            { test_opportunity_id: id },
          ]) {
            const logs = await eventLogs(t, product.id, filters);
            same(
              "product and opportunity",
              logs.map((log) => [log.product_id, log.test_opportunity_id]),
              [[product.id, id]],
            );
          }
      },
    },
    "scope.twins.results": {
      title: "Each of two identical products lists only its own result, with any filter",
      provenance: ["D 717", "D 1044-1083"],
      statements: ["6.filters", "6.filter-image"],
      operation: "listTestResults",
      async run(t) {
        const { made, image } = await twins(t);
        for (const { product, id, resultId, n } of made)
          for (const filters of [
            {},
            { image_unique_id: image.image_unique_id },
            { test_opportunity_id: id },
          ]) {
            const results = await testResults(t, product.id, filters);
            const shown = results.map((one) => [one.id, one.test_opportunity_id, one.result_payload]);
            same("the result", shown, [[resultId, id, { n }]]);
          }
      },
    },
    "scope.twins.result-spec": {
      title: "A result shows the Test Spec of its own product, even if another product has one of that name",
      provenance: ["A-19"],
      statements: ["6.result-rest"],
      operation: "listTestResults",
      async run(t) {
        for (const { product, testSpec } of (await twins(t)).made) {
          const [result] = await testResults(t, product.id);
          same("the Test Spec", result?.test_spec, testSpec);
        }
      },
    },
    "scope.twins.organization": {
      title: "An organization shows the opportunities of both products with the same image",
      provenance: ["A-17", "A-23", "A-32"],
      statements: ["8.one-set"],
      operation: "legacyListTestEvents",
      needs: [...WALK, "legacy"],
      async run(t) {
        const { made, image } = await twins(t);
        const input = {
          path: { org_id: t.target.organization! },
          query: { image_unique_id: image.image_unique_id },
        };
        const logs = list<LegacyEventLog>(
          answered(await t.call("legacyListTestEvents", input), 200),
          "event_logs",
        );
        same("the opportunities", logs.map((log) => log.test_opportunity_id).sort(), made.map(idOf).sort());
        const results = list<TestResult>(
          answered(await t.call("legacyListTestResults", input), 200),
          "test_results",
        );
        // Their order is another clause's.
        same("the results", results.map(idOf).sort(), made.map(({ resultId }) => resultId).sort());
      },
    },
    "scope.twins.deleted": {
      title: "Deleting one of two identical products does not change the other",
      provenance: ["A-29"],
      statements: ["4.deleteProduct"],
      operation: "deleteProduct",
      async run(t) {
        const platform = t.make.platform();
        const snaps = [`${t.name("snap")}.foo`];
        const [name, spec, image] = [
          t.name("product"),
          { name: t.name("spec"), platform },
          { image_unique_id: t.uuid(), image_reference: 1 },
        ];
        const pair: Product[] = [];
        while (pair.length < 2) {
          const product = await t.make.product({ name, snaps });
          await t.make.testSpec(product.id, spec);
          await advertise(t, "gold-master", product.id, {
            snaps: [{ name: snaps[0], revision: 1 }],
            channel: "beta",
          });
          await advertise(t, "image", product.id, image);
          pair.push(product);
        }
        const [gone, stays] = pair as [Product, Product];
        const before = await stateOf(t, stays.id);
        answered(await t.call("deleteProduct", { path: { product_id: gone.id } }), 204);
        same("the other product", await stateOf(t, stays.id), before);
        const [{ test_opportunity_id: id }] = await advertise(t, "snap", stays.id, {
          name: snaps[0],
          revision: 1,
          channel: "edge",
        });
        same("its base", await baseOf(t, stays.id, id), "beta", ["A-13", "A-15"]);
      },
    },
    "scope.twins.deleted-spec": {
      title: "Deleting one of two identical Test Specs leaves the other, which triggers still use",
      provenance: ["A-08", "A-29"],
      statements: ["4.deleteTestSpec"],
      operation: "deleteTestSpec",
      needs: MAKE,
      async run(t) {
        const product = await t.make.product();
        const input = { name: t.name("spec"), platform: t.make.platform() };
        const [gone, stays] = [
          await t.make.testSpec(product.id, input),
          await t.make.testSpec(product.id, input),
        ];
        answered(
          await t.call("deleteTestSpec", { path: { product_id: product.id, test_spec_id: gone.id } }),
          204,
        );
        const answer = await t.call("listTestSpecs", { path: { product_id: product.id } });
        same("the list", list<TestSpec>(answered(answer, 200), "test_specs").map(idOf), [stays.id]);
        const ids = await advertise(t, "image", product.id, {
          image_unique_id: t.uuid(),
          image_reference: null,
        });
        check(ids.length === 1, "one opportunity", ids);
      },
    },
    "scope.update.own": {
      title: "Replacing a product does not change another with the same name and snaps",
      provenance: ["A-07"],
      statements: ["4.updateProduct"],
      operation: "updateProduct",
      needs: MAKE,
      async run(t) {
        const input = { name: t.name("product"), snaps: [`${t.name("snap")}.foo`] };
        const [one, other] = [await t.make.product(input), await t.make.product(input)];
        const body = { name: t.name("changed"), release: "x", snaps: [] };
        answered(await t.call("updateProduct", { path: { product_id: one.id }, body }), 200);
        same(
          "the other",
          answered(await t.call("getProduct", { path: { product_id: other.id } }), 200),
          other,
        );
        const [{ test_opportunity_id: id }] = await (async () => {
          await t.make.testSpec(other.id);
          return advertise(t, "snap", other.id, { name: input.snaps[0], revision: 1, channel: "edge" });
        })();
        check(id !== "", "an opportunity", id);
      },
    },
  },
);

/** A product of an account with a Test Spec and an advertised image, all with given names. */
async function madeBy(
  t: ClauseContext,
  actor: Actor,
  names: { product: string; spec: string; platform: string; image: string; image_name?: string },
) {
  const product = answered<Product>(
    await t.call(
      "createProduct",
      { body: { name: names.product, release: "r", snaps: [`${names.product}.foo`] } },
      actor,
    ),
    201,
  );
  const path = { product_id: product.id };
  const spec = { name: names.spec, platform: names.platform, image_name: names.image_name ?? null };
  const testSpec = answered<TestSpec>(await t.call("createTestSpec", { path, body: spec }, actor), 201);
  const body = { image_unique_id: names.image, image_reference: { of: actor } };
  const answer = answered(await t.call("advertiseImage", { path, body }, actor), 201);
  const [{ test_opportunity_id: id }] = filled<AdvertisedIds["ids"][number]>(answer, "ids");
  return { product, testSpec, id };
}

const namesOf = (t: ClauseContext) => ({
  ...{ product: t.name("product"), spec: t.name("spec"), platform: t.make.platform() },
  image: t.uuid(),
});

const ACCOUNTS: readonly Actor[] = ["first", "second"];

const accounts = defineClauses(
  {
    operation: "pickTestOpportunity",
    answer: "200",
    needs: [...WALK, "second-account"],
    leaves: "opportunities",
  },
  {
    "scope.accounts.agents": {
      title:
        "Agents of the same name and platform in two accounts each get and post only their own account's work",
      provenance: ["A-30", "A-06"],
      statements: ["7.own-account", "3.privacy"],
      async run(t) {
        const names = namesOf(t);
        const agent_id = t.make.agent();
        const made = [];
        for (const actor of ACCOUNTS) made.push({ actor, ...(await madeBy(t, actor, names)) });
        // The account with the newer work polls first, so that the oldest work of all accounts would be wrong.
        for (const { actor, id, product } of made.toReversed()) {
          const input = { path: { agent_id }, body: { platform: names.platform } };
          const got = answered<TestOpportunity>(await t.call("pickTestOpportunity", input, actor), 200);
          same("opportunity and product", [got.test_opportunity_id, got.product_id], [id, product.id]);
          const body = { agent_id, test_status: "PASSED", result_payload: { of: actor } };
          answered(await t.call("postTestResult", { path: { test_opportunity_id: id }, body }, actor), 201);
          answered(await t.call("pickTestOpportunity", input, actor), 204);
        }
        for (const { actor, id, product } of made) {
          const path = { product_id: product.id };
          const query = { image_unique_id: names.image };
          const results = await t.until("the result", async () => {
            const all = list<TestResult>(
              answered(await t.call("listTestResults", { path, query }, actor), 200),
              "test_results",
            );
            return all.length > 0 ? all : null;
          });
          same(
            "the results",
            results.map((one) => [one.test_opportunity_id, one.result_payload]),
            [[id, { of: actor }]],
          );
          const logs = list<EventLog>(
            answered(await t.call("listTestEvents", { path, query }, actor), 200),
            "event_logs",
          );
          same(
            "the logs",
            logs.map((log) => log.test_opportunity_id),
            [id],
          );
        }
      },
    },
    "scope.accounts.deleted": {
      title: "Deletions of one account do not affect another account's objects of the same names",
      provenance: ["A-06", "A-29"],
      statements: ["4.deleteProduct", "3.privacy"],
      operation: "deleteProduct",
      answer: "204",
      async run(t) {
        const names = namesOf(t);
        const [own, other] = [await madeBy(t, "first", names), await madeBy(t, "second", names)];
        const before = await stateOf(t, own.product.id);
        answered(await t.call("deleteProduct", { path: { product_id: other.product.id } }, "second"), 204);
        same("the first account's", await stateOf(t, own.product.id), before);
        const input = { path: { agent_id: t.make.agent() }, body: { platform: names.platform } };
        answered(await t.call("pickTestOpportunity", input, "second"), 204);
        const got = answered<TestOpportunity>(await t.call("pickTestOpportunity", input), 200);
        same("the pick of the first account's agent", got.test_opportunity_id, own.id);
      },
    },
    "scope.accounts.snaps": {
      title:
        "A snap revision triggers only the own account's products, even if other accounts reference the snap",
      provenance: ["A-06", "L 788-790"],
      statements: ["8.legacyAdvertiseSnap", "8.organization"],
      operation: "legacyAdvertiseSnap",
      answer: "201",
      needs: [...WALK, "second-account", "legacy"],
      async run(t) {
        const names = namesOf(t);
        const [own, other] = [await madeBy(t, "first", names), await madeBy(t, "second", names)];
        const input = {
          path: { org_id: t.target.organization! },
          body: { name: `${names.product}.foo`, revision: 3 },
        };
        const made = list<unknown>(answered(await t.call("legacyAdvertiseSnap", input), 201), "ids");
        check(made.length === 1, "one opportunity", made);
        check((await eventLogs(t, own.product.id)).length === 2, "two logs of the own account", "others");
        const { length } = await eventLogs(t, other.product.id, {}, "second");
        same("logs of the other account", length, 1);
      },
    },
    "scope.accounts.image-names": {
      title:
        "A legacy image triggers only the own account's Test Specs, even if other accounts use the image name",
      provenance: ["A-22", "A-06", "L 708-713"],
      statements: ["8.image-name", "8.organization"],
      operation: "legacyAdvertiseImage",
      answer: "201",
      needs: [...WALK, "second-account", "legacy"],
      async run(t) {
        const names = { ...namesOf(t), image_name: t.name("image") };
        const [own, other] = [await madeBy(t, "first", names), await madeBy(t, "second", names)];
        const body = { image_name: names.image_name, image_unique_id: t.uuid(), image_reference: null };
        const made = answered(
          await t.call("legacyAdvertiseImage", { path: { org_id: t.target.organization! }, body }),
          201,
        );
        check(list(made, "ids").length === 1, "one opportunity", made);
        check((await eventLogs(t, own.product.id)).length === 2, "two logs of the own account", "others");
        same("logs of the other account", (await eventLogs(t, other.product.id, {}, "second")).length, 1);
        const seen = await t.call("listTestEvents", {
          path: { product_id: own.product.id },
          query: { image_unique_id: body.image_unique_id },
        });
        same(
          "image_unique_id",
          fields(list(answered(seen, 200), "event_logs")[0])["image_unique_id"],
          body.image_unique_id,
          ["A-22", "A-06", "A-15", "A-23"],
        );
      },
    },
  },
);

/** Separation of similar products, Test Specs and accounts (contract.md §3-8). */
export const scope: readonly Clause[] = [...alike, ...accounts];
