import type { TestSpec } from "./support/bodies.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { microsOf } from "./support/times.js";
import { productWithSpecs } from "./support/trigger.js";
import { PAYLOADS, at, below, deletedTestSpecs } from "./test-specs-changed.js";

/** Test Specs (contract.md §1, §4). */
export const testSpecs = [
  ...Object.entries(PAYLOADS).flatMap(([kind, test_payload]) =>
    defineClauses(
      { operation: "createTestSpec", answer: "201", needs: MAKE, leaves: "test-spec" },
      {
        [`test-specs.payload.${kind}`]: {
          title: `A test payload that is a ${kind.replace("-", " ")} comes back unchanged`,
          provenance: ["L 1064", "P"],
          statements: ["4.test-payload"],
          async run(t) {
            const product = await t.make.sharedProduct();
            const made = await t.make.testSpec(product.id, { test_payload });
            same("test_payload in the answer", made.test_payload, test_payload);
            const read = answered<TestSpec>(await t.call("getTestSpec", at(product, made)), 200);
            same("test_payload when it is read", read.test_payload, test_payload);
          },
        },
      },
    ),
  ),
  ...defineClauses(
    { operation: "createTestSpec", answer: "201", needs: MAKE, leaves: "test-spec" },
    {
      "test-specs.create.as-sent": {
        title: "A Test Spec has the name, platform and image name of the request",
        provenance: ["L 1058-1065"],
        statements: ["4.createTestSpec", "4.test-spec"],
        async run(t) {
          const product = await t.make.sharedProduct();
          const sent = { name: t.name("spec"), platform: t.make.platform(), image_name: t.name("image") };
          const made = await t.make.testSpec(product.id, sent);
          const { name, platform, image_name } = made;
          same("the Test Spec", { name, platform, image_name }, sent);
        },
      },
      "test-specs.create.defaults": {
        title: "Platform, image name and payload of a Test Spec are null by default",
        provenance: ["A-08"],
        statements: ["4.createTestSpec"],
        leaves: "product",
        async run(t) {
          const product = await t.make.product();
          const body = { name: t.name("spec") };
          const made = answered<TestSpec>(await t.call("createTestSpec", { ...below(product), body }), 201);
          const { platform, image_name, test_payload } = made;
          same(
            "them",
            { platform, image_name, test_payload },
            { platform: null, image_name: null, test_payload: null },
          );
        },
      },
      "test-specs.created-at.in-order": {
        title: "A Test Spec has no earlier created_at than its product and earlier Test Specs",
        provenance: ["L 1063", "D 258"],
        statements: ["4.test-spec"],
        leaves: "product",
        async run(t) {
          const { product, specs } = await productWithSpecs(t, 2);
          const times = [product, ...specs].map(({ created_at }) => microsOf(created_at));
          same(
            "the times",
            times,
            times.toSorted((a, b) => a - b),
          );
        },
      },
      "test-specs.get.as-created": {
        title: "A Test Spec that is read is the same as in the answer to its creation",
        provenance: ["A-08"],
        statements: ["4.getTestSpec"],
        operation: "getTestSpec",
        answer: "200",
        async run(t) {
          const product = await t.make.sharedProduct();
          const made = await t.make.testSpec(product.id);
          same("the Test Spec", answered(await t.call("getTestSpec", at(product, made)), 200), made);
        },
      },
      "test-specs.get.other-product": {
        title: "A Test Spec cannot be read or deleted below another product",
        provenance: ["A-08"],
        statements: ["4.getTestSpec", "4.deleteTestSpec"],
        operation: "getTestSpec",
        answer: "404",
        leaves: "product",
        async run(t) {
          const product = await t.make.sharedProduct();
          const [made, other] = [await t.make.testSpec(product.id), await t.make.product()];
          refused(await t.call("getTestSpec", at(other, made)), 404);
          refused(await t.call("deleteTestSpec", at(other, made)), 404);
          same("the Test Spec", answered(await t.call("getTestSpec", at(product, made)), 200), made);
        },
      },
      "test-specs.list.has-them": {
        title: "A product lists only its own Test Specs, unchanged, oldest first",
        provenance: ["A-08"],
        statements: ["4.listTestSpecs"],
        operation: "listTestSpecs",
        answer: "200",
        leaves: "product",
        async run(t) {
          await t.make.testSpec((await t.make.product()).id);
          const { product, specs } = await productWithSpecs(t, 3);
          const all = list(answered(await t.call("listTestSpecs", below(product)), 200), "test_specs");
          same("the list", all, specs);
        },
      },
      "test-specs.list.empty": {
        title: "A product without Test Specs has an empty list",
        provenance: ["A-08"],
        statements: ["4.listTestSpecs"],
        operation: "listTestSpecs",
        answer: "200",
        leaves: "product",
        async run(t) {
          const product = await t.make.product();
          same("the answer", answered(await t.call("listTestSpecs", below(product)), 200), {
            test_specs: [],
          });
        },
      },
    },
  ),
  ...deletedTestSpecs,
];
