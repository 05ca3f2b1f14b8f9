import type { ProductBody } from "./clause.js";
import { check } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { agentFor } from "./support/walk.js";
import { poll } from "./support/agent.js";
import { eventLogs, logOf } from "./support/read.js";
import { advertise, productWithSpecs } from "./support/trigger.js";

export const at = (product: ProductBody) => ({ path: { product_id: product.id } });

/** Products that are replaced or deleted. */
export const changedProducts = [
  ...defineClauses(
    { operation: "createProduct", answer: "201", needs: MAKE, leaves: "product" },
    {
      "products.update.replaces": {
        title: "Replacing a product changes name, release and snaps, in the answer and when it is read",
        provenance: ["A-07"],
        statements: ["4.updateProduct"],
        operation: "updateProduct",
        answer: "200",
        async run(t) {
          const made = await t.make.product();
          const body = { name: t.name("renamed"), release: "16-core", snaps: ["other.foo", "more.foo"] };
          const updated = answered<Product>(await t.call("updateProduct", { ...at(made), body }), 200);
          same("the answer", updated, { ...made, ...body });
          same("the product", answered(await t.call("getProduct", at(made)), 200), { ...made, ...body });
          const turned = { ...body, snaps: body.snaps.toReversed() };
          answered(await t.call("updateProduct", { ...at(made), body: turned }), 200);
          const read = answered(await t.call("getProduct", at(made)), 200);
          same("the product with its snaps in another order", read, { ...made, ...turned });
        },
      },
      "products.update.again": {
        title: "A repeated replacement gets the same answer",
        provenance: ["A-07"],
        statements: ["4.updateProduct", "4.retry"],
        operation: "updateProduct",
        answer: "200",
        async run(t) {
          const made = await t.make.product();
          const body = { name: t.name("renamed"), release: "16-core", snaps: [] };
          const first = answered(await t.call("updateProduct", { ...at(made), body }), 200);
          same(
            "the second answer",
            answered(await t.call("updateProduct", { ...at(made), body }), 200),
            first,
          );
        },
      },
      "products.update.keeps-id-and-time": {
        title: "Replacing a product keeps its id and created_at",
        provenance: ["A-07"],
        statements: ["4.updateProduct"],
        operation: "updateProduct",
        answer: "200",
        async run(t) {
          const { id, created_at, ...made } = await t.make.product();
          const body = { ...made, release: "16-core" };
          const updated = answered<Product>(
            await t.call("updateProduct", { path: { product_id: id }, body }),
            200,
          );
          same("id and created_at", [updated.id, updated.created_at], [id, created_at]);
        },
      },
      "products.update.name-in-refusals": {
        title: "After a replacement no refusal shows the product's former name",
        provenance: ["A-07", "A-11"],
        statements: ["4.updateProduct", "4.no-test-spec"],
        operation: "advertiseImage",
        answer: "404",
        async run(t) {
          const made = await t.make.product();
          const asked = async (): Promise<string> => {
            const body = { image_unique_id: t.uuid(), image_reference: null };
            return refused(await t.call("advertiseImage", { ...at(made), body }), 404).message;
          };
          await asked();
          const body = { name: t.name("renamed"), release: made.release, snaps: made.snaps };
          answered(await t.call("updateProduct", { ...at(made), body }), 200, ["A-07"]);
          const message = await asked();
          check(!message.includes(made.name), "a message without the former name", message);
        },
      },
      "products.update.snaps-match": {
        title: "After a replacement the new snaps match and removed snaps do not",
        provenance: ["D 777-779", "A-07", "A-10"],
        statements: ["4.snap-matches", "4.updateProduct"],
        operation: "updateProduct",
        answer: "200",
        leaves: "opportunities",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const { name, release, snaps } = product;
          const body = { name, release, snaps: ["new.foo"] };
          answered(await t.call("updateProduct", { ...at(product), body }), 200, ["A-07"]);
          await advertise(t, "snap", product.id, { name: "new.foo", revision: 1, channel: "edge" });
          const old = { name: snaps[0], revision: 1, channel: "edge" };
          refused(await t.call("advertiseSnap", { ...at(product), body: old }), 404, ["A-10"]);
        },
      },
      "products.update.keeps-opportunities": {
        title: "A replacement does not change existing opportunities",
        provenance: ["A-07", "A-15"],
        statements: ["4.updateProduct"],
        operation: "updateProduct",
        answer: "200",
        leaves: "opportunities",
        async run(t) {
          const { product, snap, test_opportunity_id } = await t.make.opportunity();
          const before = (await logOf(t, product.id, test_opportunity_id)).test_opportunity;
          const body = { name: t.name("renamed"), release: "16-core", snaps: [] };
          answered(await t.call("updateProduct", { ...at(product), body }), 200);
          const after = (await logOf(t, product.id, test_opportunity_id)).test_opportunity;
          same("the opportunity", after, before);
          same("its primary snap", after?.primary_snap_name, snap.name);
        },
      },
      "products.delete.gone": {
        title: "A deleted product cannot be read and is not in the list",
        provenance: ["A-07"],
        statements: ["4.deleteProduct"],
        operation: "deleteProduct",
        answer: "204",
        async run(t) {
          const made = await t.make.product();
          answered(await t.call("deleteProduct", at(made)), 204);
          refused(await t.call("getProduct", at(made)), 404);
          const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
          check(!all.some(({ id }) => id === made.id), "no deleted product in the list", made.id);
        },
      },
      "products.delete.again": {
        title: "A repeated deletion of a product, as after a lost answer, is 404",
        provenance: ["A-07", "A-29"],
        statements: ["4.deleteProduct", "4.retry"],
        operation: "deleteProduct",
        answer: "404",
        async run(t) {
          const made = await t.make.product();
          answered(await t.call("deleteProduct", at(made)), 204);
          same("id", refused(await t.call("deleteProduct", at(made)), 404).id, "resource-not-found");
        },
      },
      "products.delete.takes-all-along": {
        title: "Deleting a product also deletes its Test Specs, opportunities and results",
        provenance: ["A-29"],
        statements: ["4.deleteProduct"],
        operation: "deleteProduct",
        answer: "204",
        async run(t) {
          const { product, testSpec } = await t.make.opportunity();
          answered(await t.call("deleteProduct", at(product)), 204);
          const spec = { path: { product_id: product.id, test_spec_id: testSpec.id } };
          refused(await t.call("getTestSpec", spec), 404);
          refused(await t.call("listTestEvents", at(product)), 404);
          refused(await t.call("listTestResults", at(product)), 404);
        },
      },
      "products.delete.unqueues": {
        title: "No agent gets an opportunity of a deleted product",
        provenance: ["A-29", "A-21"],
        statements: ["4.deleteProduct"],
        operation: "deleteProduct",
        answer: "204",
        needs: WALK,
        async run(t) {
          const { product, testSpec } = await t.make.opportunity();
          answered(await t.call("deleteProduct", at(product)), 204);
          const got = await poll(t, agentFor(t, testSpec.platform));
          check(got?.product_id !== product.id, "no work of the deleted product", got);
        },
      },
      "products.delete.others-stay": {
        title: "Deleting a product does not change others",
        provenance: ["A-29"],
        statements: ["4.deleteProduct"],
        operation: "deleteProduct",
        answer: "204",
        leaves: "opportunities",
        async run(t) {
          const kept = await t.make.opportunity();
          const gone = await t.make.product();
          answered(await t.call("deleteProduct", at(gone)), 204);
          same(
            "the other product",
            answered(await t.call("getProduct", at(kept.product)), 200),
            kept.product,
          );
          check((await eventLogs(t, kept.product.id)).length === 1, "its event log still there", "none");
        },
      },
    },
  ),
];
