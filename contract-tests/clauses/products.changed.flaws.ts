import { around } from "../mutants/around.js";
import { jsonAnswer, objectOf, productsOf, LOGS, logsOf } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { later } from "../mutants/times.js";
import { become, onBody, onStatus, refill, refuse, remembering } from "../mutants/changes.js";
import { type WrittenFlaw } from "../mutants/define-flaws.js";

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

/** Flaws of products that are replaced or deleted. */
export const updateFlaws: readonly WrittenFlaw[] = [
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
    "update.same-snaps",
    "a replacement with the same snaps in another order keeps their order",
    "products.update.replaces",
    around(["updateProduct"], () => async (call) => {
      const body = objectOf(await call.body());
      const { snaps } = objectOf((await call.send({ method: "GET" })).body) as { snaps: string[] };
      const isSame = [...(body["snaps"] as string[])].sort().join() === [...snaps].sort().join();
      return call.send(isSame ? { body: { ...body, snaps } } : {});
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
    "update.name-in-refusals",
    "the refusal of a product without Test Specs has the name that it had at the first",
    "products.update.name-in-refusals",
    remembering(["advertiseImage"], () => {
      const first = new Map<string, string>();
      return (answer, { path }) => {
        const id = path["product_id"] ?? "";
        const { message } = objectOf(answer.body);
        if (answer.status !== 404 || typeof message !== "string") return;
        const kept = first.get(id) ?? message;
        first.set(id, kept);
        refuse(answer, 404, "resource-not-found", kept);
      };
    }),
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
];
