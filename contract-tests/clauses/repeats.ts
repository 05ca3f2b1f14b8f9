import { check } from "../judge/mismatch.js";
import type { Clause } from "./clause.js";
import type { Product, TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, list, same } from "./support/expect.js";
import { eventLogs } from "./support/read.js";
import { advertise, KIND_NAMES, KINDS, productWithSpecs, TRIGGERS } from "./support/trigger.js";
import { atOnce, idsOf, AT_ONCE, BODIES, times, statusesOf } from "./support/at-once.js";
import { posting } from "./repeated-posts.js";
import { picking, tokens } from "./repeated-picks.js";

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

/** Repeated, concurrent, late and reordered requests (contract.md §3, §4, §7). */
export const repeats: readonly Clause[] = [...making, ...posting, ...picking, ...tokens];
