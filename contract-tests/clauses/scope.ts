import { check } from "../judge/mismatch.js";
import type { Clause } from "./clause.js";
import type { LegacyEventLog, Product, TestResult, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { baseOf, eventLogs, testResults } from "./support/read.js";
import { stateOf } from "./support/state.js";
import { advertise } from "./support/trigger.js";
import { twins } from "./support/twins.js";
import { accounts } from "./scope-accounts.js";

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

/** Separation of similar products, Test Specs and accounts (contract.md §3-8). */
export const scope: readonly Clause[] = [...alike, ...accounts];
