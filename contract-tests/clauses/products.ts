import { check } from "../judge/mismatch.js";
import type { Product } from "./support/bodies.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { microsOf } from "./support/times.js";
import { at, changedProducts } from "./products-changed.js";

/** Products (contract.md §1, §4). */
export const products = [
  ...defineClauses(
    { operation: "createProduct", answer: "201", needs: MAKE, leaves: "product" },
    {
      "products.create.as-sent": {
        title: "A product has the name, release and snaps of the request",
        provenance: ["D 250-258"],
        statements: ["1.product", "4.createProduct", "4.product"],
        async run(t) {
          const body = {
            name: t.name("as-sent"),
            release: "rolling-core",
            snaps: ["pi2.canonical", "test-snap.foo"],
          };
          const { name, release, snaps } = answered<Product>(await t.call("createProduct", { body }), 201);
          same("the product", { name, release, snaps }, body);
        },
      },
      "products.create.snaps-in-order": {
        title: "The snaps of a product keep their order",
        provenance: ["D 253-254"],
        statements: ["4.product"],
        async run(t) {
          const snaps = ["z.last", "a.first", "m.middle"];
          const made = await t.make.product({ snaps });
          same("snaps", answered<Product>(await t.call("getProduct", at(made)), 200).snaps, snaps);
        },
      },
      "products.create.no-snaps": {
        title: "A product that is only for images needs no snaps",
        provenance: ["D 7-25"],
        statements: ["1.manifest"],
        async run(t) {
          const body = { name: t.name("kiosk"), release: "15.04-core", snaps: [] };
          same("snaps", answered<Product>(await t.call("createProduct", { body }), 201).snaps, []);
        },
      },
      "products.create.unicode": {
        title: "A name in any script comes back unchanged",
        provenance: ["D 256"],
        statements: ["4.product"],
        async run(t) {
          const name = `${t.name("n")} Größe 製品`;
          const made = await t.make.product({ name });
          same("the name", answered<Product>(await t.call("getProduct", at(made)), 200).name, name);
        },
      },
      "products.name-not-unique": {
        title: "Two products of the same name have different ids",
        provenance: ["A-07"],
        statements: ["4.product-ids"],
        async run(t) {
          const name = t.name("twin");
          const [one, other] = [await t.make.product({ name }), await t.make.product({ name })];
          check(one.id !== other.id, "two ids", one.id);
        },
      },
      "products.created-at.in-order": {
        title: "A later product has no earlier created_at",
        provenance: ["D 258"],
        statements: ["4.product-created-at"],
        async run(t) {
          const [one, other] = [await t.make.product(), await t.make.product()];
          const inOrder = microsOf(one.created_at) <= microsOf(other.created_at);
          check(inOrder, `created_at of the second not before ${one.created_at}`, other.created_at);
        },
      },
      "products.get.as-created": {
        title: "A product that is read is the same as in the answer to its creation",
        provenance: ["A-07"],
        statements: ["4.getProduct"],
        operation: "getProduct",
        answer: "200",
        async run(t) {
          const made = await t.make.product();
          same("the product", answered(await t.call("getProduct", at(made)), 200), made);
        },
      },
      "products.get.unknown": {
        title: "An unknown product is 404 resource-not-found",
        provenance: ["L 754-759", "A-06"],
        statements: ["4.getProduct", "2.error-body"],
        operation: "getProduct",
        answer: "404",
        needs: [],
        leaves: "nothing",
        async run(t) {
          const answer = await t.call("getProduct", { path: { product_id: t.uuid() } });
          same("id", refused(answer, 404, ["A-06"]).id, "resource-not-found");
        },
      },
      "products.list.has-it": {
        title: "The list of products has each product once, the same as when it is read",
        provenance: ["A-07"],
        statements: ["4.listProducts"],
        operation: "listProducts",
        answer: "200",
        async run(t) {
          const made = await t.make.product();
          const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
          same(
            "its entries in the list",
            all.filter(({ id }) => id === made.id),
            [made],
          );
        },
      },
      "products.list.oldest-first": {
        title: "Products are listed oldest first",
        provenance: ["A-07"],
        statements: ["4.listProducts"],
        operation: "listProducts",
        answer: "200",
        async run(t) {
          const made = [await t.make.product(), await t.make.product(), await t.make.product()].map(
            ({ id }) => id,
          );
          const all = list<Product>(answered(await t.call("listProducts"), 200), "products");
          const order = all.map(({ id }) => id).filter((id) => made.includes(id));
          same("their order", order, made);
        },
      },
    },
  ),
  ...changedProducts,
];
