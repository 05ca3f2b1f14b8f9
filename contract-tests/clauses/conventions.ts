import type { ClauseContext } from "./clause.js";
import { isLocal } from "../target/find-control.js";
import { judgeUnmatched } from "../judge/judge-answer.js";
import { check } from "../judge/mismatch.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, errorId, fields, refused, same } from "./support/expect.js";
import { withFault } from "./support/faults.js";
import { productWithSpecs, sharedTrigger } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";
import { idOf, JSON_TYPE, refusedBodies } from "./conventions-refused.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Conventions of all operations (contract.md §2). */
export const conventions = [
  ...defineClauses(
    { operation: "*", answer: null, needs: [], leaves: "nothing" },
    {
      "conventions.https": {
        title: "The service uses HTTPS, unless it runs on the same machine",
        provenance: ["D 29-30"],
        statements: ["2.https"],
        async run(t) {
          const { protocol } = new URL(t.target.url);
          check(protocol === "https:" || isLocal(t.target.url), "an https URL", t.target.url);
        },
      },
      "conventions.json": {
        title: "Answers are JSON in UTF-8, with Content-Type application/json",
        provenance: ["D 29-30", "D 117-118"],
        statements: ["2.json"],
        async run(t) {
          for (const answer of [
            await t.call("listProducts"),
            await t.call("listProducts", {}, "anonymous"),
          ]) {
            // The form of this refusal is assumed.
            const grounds = answer.status === 200 ? ["D 29-30"] : ["D 117-118", "A-05"];
            same("Content-Type", answer.contentType, "application/json", grounds);
            check(answer.json !== undefined, "JSON", answer.text, grounds);
          }
        },
      },
      "conventions.error-body": {
        title: "The body of an error has id, message and url, and url is null",
        provenance: ["L 754-759", "L 848-854", "A-06"],
        statements: ["2.error-body"],
        async run(t) {
          const answer = await t.call("getProduct", { path: { product_id: t.uuid() } });
          const body = fields(answered(answer, 404, ["A-06"]));
          check(typeof body["message"] === "string", "a message", body);
          same("id", body["id"], "resource-not-found");
          same("url", body["url"], null);
        },
      },
      "conventions.error-message": {
        title: "An error has a message for people",
        // "Most" errors have a message; it is an assumption that these have one.
        provenance: ["D 117-118", "A-01"],
        statements: ["2.error-message", "2.error-codes"],
        async run(t) {
          const answers = [
            await t.call("listProducts", {}, "anonymous"),
            await t.call("getProduct", { path: { product_id: t.uuid() } }),
          ];
          for (const answer of answers) {
            check(answer.status >= 400 && answer.status < 500, "a client error", `status ${answer.status}`);
            const { message } = fields(answer.json);
            check(typeof message === "string" && message !== "", "a message", answer.text);
          }
        },
      },
      "conventions.error-id.unauthorized": {
        title: "The id of a 401 is unauthorized",
        provenance: ["A-01"],
        statements: ["2.error-ids"],
        run: async (t) => errorId(idOf(await t.call("listProducts", {}, "anonymous"), 401), "unauthorized"),
      },
      "conventions.unknown-path": {
        title: "An unknown path is 404 resource-not-found",
        provenance: ["A-01", "L 754-759"],
        statements: ["2.error-ids", "2.error-codes"],
        async run(t) {
          const answer = await t.send({ method: "GET", path: `/no-such-path-${t.uuid()}` });
          same("id", refused(answer, 404).id, "resource-not-found");
          judgeUnmatched(t.spec, "404", answer);
        },
      },
      "conventions.unknown-path.slash": {
        title: "A path with a slash at its end is unknown",
        provenance: ["A-01", "A-25"],
        statements: ["2.methods"],
        async run(t) {
          const { status } = await t.send({ method: "GET", path: "/products/" });
          same("status", status, 404, ["A-01", "A-25"]);
        },
      },
      "conventions.head": {
        title: "HEAD answers like GET, without a body",
        provenance: ["A-25"],
        statements: ["2.methods"],
        async run(t) {
          const got = await t.call("listProducts");
          const head = await t.send({ method: "HEAD", path: "/products" });
          same("status and type", [head.status, head.contentType], [got.status, got.contentType]);
          same("the body", head.text, "");
        },
      },
      "conventions.id-not-a-uuid": {
        title: "An id that is not a UUID is 400 invalid-data, and the message names it",
        provenance: ["A-27"],
        statements: ["2.ids"],
        async run(t) {
          const { id, message } = refused(await t.call("getProduct", { path: { product_id: "7" } }), 400);
          errorId(id, "invalid-data");
          check(message.includes("product_id"), "a message that names product_id", message);
        },
      },
      "conventions.unknown-parameter": {
        title: "An unknown query parameter is 400, and the message names it",
        provenance: ["A-24"],
        statements: ["2.error-codes"],
        async run(t) {
          const answer = await t.send({ method: "GET", path: "/products?no_such_parameter=1" });
          const { message } = refused(answer, 400);
          check(message.includes("no_such_parameter"), "a message that names it", message);
        },
      },
    },
  ),
  ...defineClauses(
    { operation: "createProduct", answer: "400", needs: MAKE, leaves: "product" },
    {
      "conventions.ids": {
        title: "Ids of products, Test Specs and opportunities are UUIDs",
        provenance: ["D 257", "L 1062", "D 761"],
        statements: ["2.ids"],
        answer: "201",
        leaves: "opportunities",
        async run(t) {
          const { product, specs, ids } = await sharedTrigger(t, "snap");
          for (const id of [product.id, specs[0]!.id, ids[0].test_opportunity_id]) {
            check(UUID.test(id), "a UUID", id);
          }
        },
      },
      "conventions.ids.results": {
        title: "Ids of results are UUIDs",
        provenance: ["D 1146", "D 974"],
        statements: ["2.ids"],
        operation: "listTestResults",
        answer: "200",
        needs: WALK,
        leaves: "opportunities",
        async run(t) {
          const { id } = (await sharedWalk(t, "snap")).result;
          check(UUID.test(id), "a UUID", id);
        },
      },
      "conventions.temporary-error": {
        title: "After a temporary error, 503 with Retry-After, the same request succeeds",
        provenance: ["D 138", "A-02"],
        statements: ["2.temporary-error"],
        operation: "getProduct",
        answer: "503",
        needs: [...MAKE, "control-plane"],
        async run(t) {
          const product = await t.make.product();
          const busy = {
            match: { product: product.id },
            effect: { status: 503, retry_after_s: 0 },
            times: 1,
          };
          await withFault(t, busy, async () => {
            const request = { method: "GET", path: `/products/${product.id}`, retry: false } as const;
            const refusal = await t.send(request);
            answered(refusal, 503);
            errorId(fields(refusal.json)["id"], "service-unavailable");
            check(
              /^\d+$/.test(refusal.headers["retry-after"] ?? ""),
              "Retry-After in seconds",
              refusal.headers,
            );
            same("the product", answered(await t.send(request), 200), product);
          });
        },
      },
      "conventions.lost-answer": {
        title: "If the answer to a trigger is lost, its opportunities are found by their image_unique_id",
        provenance: ["D 138", "D 717-719", "A-23"],
        statements: ["4.retry"],
        operation: "advertiseImage",
        answer: "201",
        needs: [...MAKE, "control-plane"],
        leaves: "opportunities",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const image_unique_id = t.uuid();
          const match = { operation: "advertiseImage", product: product.id };
          await withFault(t, { match, effect: { lose_answer: true }, times: 1 }, async () => {
            const body = JSON.stringify({ image_unique_id, image_reference: null });
            const request = {
              method: "POST",
              path: `/products/${product.id}/images`,
              headers: JSON_TYPE,
              body,
            };
            // No answer: that is the fault.
            await t.send({ ...request, retry: false }).catch(() => undefined);
          });
          const found = await foundBy(t, product.id, image_unique_id);
          check(found === 1, "the one opportunity", found);
        },
      },
    },
  ),
  ...refusedBodies,
];

async function foundBy(t: ClauseContext, product_id: string, image_unique_id: string): Promise<number> {
  const answer = await t.call("listTestEvents", { path: { product_id }, query: { image_unique_id } });
  return answered<{ event_logs: unknown[] }>(answer, 200).event_logs.length;
}
