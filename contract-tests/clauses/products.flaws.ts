import { around } from "../mutants/around.js";
import { jsonAnswer, LOGS, logsOf, objectOf, type Product, productsOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { later } from "../mutants/times.js";
import { become, onBody, onRequest, onStatus, refill, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

const listed = (change: (products: Product[]) => readonly Product[]): Mutant["wrap"] =>
  onStatus(["listProducts"], 200, (answer) => refill(productsOf(answer), change([...productsOf(answer)])));

const SHOWING = ["getProduct", "updateProduct", "deleteProduct", "listProducts"];

/** Hides a deleted product without deleting it. */
const hidden = (operations: readonly string[]): Mutant["wrap"] =>
  around(operations, () => {
    const gone = new Set<string>();
    return async (call) => {
      const product = call.path["product_id"] ?? "";
      if (gone.has(product)) return jsonAnswer(404, { id: "resource-not-found", message: "gone", url: null });
      if (call.operationId === "deleteProduct") {
        gone.add(product);
        return { status: 204, headers: new Headers(), body: undefined };
      }
      const answer = await call.send();
      if (call.request.method !== "HEAD") {
        const all = productsOf(answer);
        refill(
          all,
          all.filter(({ id }) => !gone.has(id)),
        );
      }
      return answer;
    };
  });

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
  [
    "update.not-kept",
    "a replacement is answered but not stored",
    "products.update.replaces",
    around(["updateProduct"], () => async (call) => {
      const body = objectOf(await call.body());
      const answer = await call.send({ method: "GET" });
      if (answer.status === 200) answer.body = { ...objectOf(answer.body), ...body };
      return answer;
    }),
  ],
  [
    "update.answers-before",
    "the answer to a replacement has the product from before",
    "products.update.replaces",
    around(["updateProduct"], () => async (call) => {
      await call.text();
      const before = await call.send({ method: "GET" });
      const answer = await call.send();
      return answer.status === 200 ? before : answer;
    }),
  ],
  [
    "update.once",
    "a repeated replacement is refused",
    "products.update.again",
    remembering(["updateProduct"], () => {
      const known = new Set<string>();
      return async (answer, call) => {
        const key = `${call.url.pathname} ${await call.text()}`;
        if (known.has(key)) refuse(answer, 409, "conflict");
        known.add(key);
      };
    }),
  ],
  [
    "update.time",
    "a replacement changes created_at",
    "products.update.keeps-id-and-time",
    onBody(["updateProduct"], (p) => (p["created_at"] = later(String(p["created_at"]), 1_000_000))),
  ],
  [
    "update.adds-snaps",
    "a replacement does not remove snaps",
    "products.update.snaps-match",
    around(["updateProduct"], () => async (call) => {
      const body = objectOf(await call.body());
      const { snaps } = objectOf((await call.send({ method: "GET" })).body);
      const answer = await call.send({
        body: { ...body, snaps: [...(body["snaps"] as []), ...(snaps as [])] },
      });
      if (answer.status === 200) answer.body = { ...objectOf(answer.body), ...body };
      return answer;
    }),
  ],
  [
    "update.rewrites-past",
    "a replacement changes existing opportunities",
    "products.update.keeps-opportunities",
    remembering(["updateProduct", ...LOGS], () => {
      const replaced = new Set<unknown>();
      return (answer, call) => {
        if (call.operationId === "updateProduct") replaced.add(call.path["product_id"]);
        for (const log of logsOf(answer))
          if (replaced.has(log.product_id)) log.test_opportunity.primary_snap_name = null;
      };
    }),
  ],
  [
    "delete.nothing",
    "a deletion of a product is 204 without effect",
    "products.delete.gone",
    around(["deleteProduct"], () => async () => ({ status: 204, headers: new Headers(), body: undefined })),
  ],
  [
    "delete.again",
    "a repeated deletion is 204",
    "products.delete.again",
    onStatus(["deleteProduct"], 404, (a) => become(a, 204)),
  ],
  [
    "delete.still-listed",
    "logs and results of a deleted product can be read",
    "products.delete.takes-all-along",
    hidden(SHOWING),
  ],
  [
    "delete.still-queued",
    "opportunities of a deleted product are given to agents",
    "products.delete.unqueues",
    hidden([...SHOWING, "getTestSpec", "listTestSpecs", "listTestEvents", "listTestResults"]),
  ],
  [
    "delete.still-posted",
    "results of a deleted product are accepted",
    "agents.deleted-product",
    hidden(SHOWING),
  ],
  [
    "delete.neighbour",
    "the deletion of a product also deletes the product before it",
    "products.delete.others-stay",
    remembering(["deleteProduct"], () => async (_, call) => {
      const left = productsOf(await call.send({ method: "GET", to: "/products" }));
      const last = left.at(-1);
      if (last) await call.send({ to: `/products/${last.id}` });
    }),
  ],
]);
