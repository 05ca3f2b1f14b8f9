import { objectOf, type Product, productsOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { later } from "../mutants/times.js";
import { become, onBody, onRequest, onStatus, refill, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";
import { updateFlaws } from "./products.changed.flaws.js";

const listed = (change: (products: Product[]) => readonly Product[]): Mutant["wrap"] =>
  onStatus(["listProducts"], 200, (answer) => refill(productsOf(answer), change([...productsOf(answer)])));

/** Flaws of products (contract.md §4). */
export const productFlaws = defineFlaws("products", [
  [
    "create.release",
    "a product has another release than was sent",
    "products.create.as-sent",
    onBody(["createProduct"], (p) => (p["release"] = "15.04-core")),
  ],
  [
    "create.snaps-sorted",
    "snaps of a product are sorted",
    "products.create.snaps-in-order",
    onBody(["createProduct", "getProduct"], (p) => (p["snaps"] = (p["snaps"] as string[]).toSorted())),
  ],
  [
    "create.needs-snaps",
    "a product without snaps gets one",
    "products.create.no-snaps",
    onBody(["createProduct"], (p) => {
      if ((p["snaps"] as string[]).length === 0) p["snaps"] = ["core.canonical"];
    }),
  ],
  [
    "create.ascii",
    "a name loses its non-ASCII characters",
    "products.create.unicode",
    onRequest(["createProduct"], (body) => ({
      ...body,
      name: String(body["name"]).replaceAll(/[^ -~]/g, "?"),
    })),
  ],
  [
    "create.unique-names",
    "a second product of the same name gets the id of the first",
    "products.name-not-unique",
    remembering(["createProduct"], () => {
      const known = new Map<unknown, unknown>();
      return (answer) => {
        const { name } = objectOf(answer.body);
        if (known.has(name)) become(answer, 201, known.get(name));
        else known.set(name, answer.body);
      };
    }),
  ],
  [
    "create.time-back",
    "created_at of each product is an hour before that of the previous one",
    "products.created-at.in-order",
    remembering(["createProduct"], () => {
      let hours = 0;
      return (answer) => {
        const body = objectOf(answer.body);
        body["created_at"] = later(String(body["created_at"]), (hours -= 1) * 3_600_000_000);
      };
    }),
  ],
  [
    "get.other",
    "a product that is read has another created_at",
    ["products.get.as-created"],
    onBody(["getProduct"], (p) => (p["created_at"] = later(String(p["created_at"]), 1))),
  ],
  [
    "get.unknown",
    "the 404 of an unknown product has another error id",
    "products.get.unknown",
    onStatus(["getProduct"], 404, (a) => refuse(a, 404, "no-such-product")),
  ],
  [
    "list.without-newest",
    "the newest product is not in the list",
    "products.list.has-it",
    listed((all) => all.slice(0, -1)),
  ],
  ["list.twice", "products are listed twice", "products.list.has-it", listed((all) => [...all, ...all])],
  [
    "list.newest-first",
    "products are listed newest first",
    ["products.list.oldest-first", "history.products.oldest-first"],
    listed((all) => all.reverse()),
  ],
  [
    "list.one-id",
    "all products in the list have the same id",
    "history.products.ids",
    listed((all) => all.map((product) => ({ ...product, id: all[0]!.id }))),
  ],
  [
    "list.times",
    "created_at in the list has an offset",
    "history.products.created-at-form",
    listed((all) => all.map((product) => ({ ...product, created_at: `${product.created_at}+00:00` }))),
  ],
  [
    "get.other-time",
    "created_at of a product differs from that in the list",
    "history.products.read-alike",
    onBody(["getProduct"], (p) => (p["created_at"] = later(String(p["created_at"]), -1))),
  ],
  ...updateFlaws,
]);
