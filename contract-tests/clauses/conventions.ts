import type { Answer, RawRequest } from "../target/answer.js";
import type { ClauseContext } from "./clause.js";
import { isLocal } from "../target/find-control.js";
import { answerInWords, judgeUnmatched } from "../judge/judge-answer.js";
import { check } from "../judge/mismatch.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, errorId, fields, refused, same } from "./support/expect.js";
import { withFault } from "./support/faults.js";
import { logOf } from "./support/read.js";
import { advertise, productWithSpecs, sharedTrigger } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const JSON_TYPE = { "content-type": "application/json" };

const postProduct = (body: string, headers: Record<string, string> = JSON_TYPE): RawRequest => ({
  method: "POST",
  path: "/products",
  headers,
  body,
});

/** An error body with an assumed id. */
function idOf(answer: Answer, status: number): unknown {
  return refused(answer, status).id;
}

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
      "conventions.error-id.method-not-allowed": {
        title: "An unsupported method is 405 method-not-allowed with Allow",
        provenance: ["A-25", "A-01"],
        statements: ["2.error-ids", "2.methods"],
        operation: "*",
        answer: "405",
        async run(t) {
          const { id } = await t.make.sharedProduct();
          const answer = await t.send({
            method: "PATCH",
            path: `/products/${id}`,
            headers: JSON_TYPE,
            body: "{}",
          });
          errorId(idOf(answer, 405), "method-not-allowed");
          const allowed = (answer.headers["allow"] ?? "").split(/, */).filter((name) => name !== "HEAD");
          same("Allow, with or without HEAD,", allowed.toSorted(), ["DELETE", "GET", "PUT"]);
        },
      },
      "conventions.error-id.invalid-data": {
        title: "The id of a 400 is invalid-data, and the message names the field",
        provenance: ["A-01", "A-07"],
        statements: ["2.error-ids"],
        async run(t) {
          const { id, message } = refused(await t.send(postProduct('{"release":"r","snaps":[]}')), 400);
          errorId(id, "invalid-data");
          check(message.includes("name"), "a message that names the field name", message);
        },
      },
      "conventions.error-id.unsupported-media-type": {
        title: "The id of a 415 is unsupported-media-type",
        provenance: ["A-01"],
        statements: ["2.error-ids"],
        answer: "415",
        async run(t) {
          const answer = await t.send(postProduct("name=x", { "content-type": "text/plain" }));
          errorId(idOf(answer, 415), "unsupported-media-type");
        },
      },
      "conventions.error-id.payload-too-large": {
        title: "A body over 1 MiB is 413 payload-too-large",
        provenance: ["A-28", "A-01"],
        statements: ["2.error-ids", "7.payload-limit"],
        answer: "413",
        async run(t) {
          const body = JSON.stringify({ name: t.name("large"), release: "r".repeat(1024 * 1024), snaps: [] });
          errorId(idOf(await t.send(postProduct(body)), 413), "payload-too-large");
        },
      },
      "conventions.error-id.conflict": {
        title: "The id of a 409 is conflict",
        provenance: ["A-01", "A-21"],
        statements: ["2.error-ids"],
        operation: "postTestResult",
        answer: "409",
        needs: WALK,
        leaves: "opportunities",
        async run(t) {
          const { test_opportunity_id } = await t.make.opportunity();
          const body = { agent_id: t.make.agent(), test_status: "PASSED", result_payload: {} };
          const answer = await t.call("postTestResult", { path: { test_opportunity_id }, body });
          errorId(idOf(answer, 409), "conflict");
        },
      },
      "conventions.json.inexact-number": {
        title: "A number that cannot be kept exactly is refused",
        provenance: ["A-28"],
        statements: ["4.image-reference-opaque"],
        operation: "advertiseImage",
        leaves: "opportunities",
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const number of ["12345678901234567890", "1e400"]) {
            const body = `{"image_unique_id":"${t.uuid()}","image_reference":${number}}`;
            const request = {
              method: "POST",
              path: `/products/${product.id}/images`,
              headers: JSON_TYPE,
              body,
            };
            errorId(idOf(await t.send(request), 400), "invalid-data");
          }
        },
      },
      "conventions.json.too-deep": {
        title: "JSON nested deeper than 100 levels is 400; 50 levels are stored unchanged",
        provenance: ["A-28"],
        statements: ["4.image-reference-opaque"],
        operation: "advertiseImage",
        leaves: "opportunities",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const nested = (levels: number): unknown => JSON.parse("[".repeat(levels) + "]".repeat(levels));
          const image = (levels: number) => ({ image_unique_id: t.uuid(), image_reference: nested(levels) });
          const path = { product_id: product.id };
          refused(await t.call("advertiseImage", { path, body: image(200) }), 400);
          const [made] = await advertise(t, "image", product.id, image(50));
          const log = await logOf(t, product.id, made.test_opportunity_id);
          same("image_reference", log.test_opportunity?.image_reference, nested(50), ["A-15", "A-28"]);
        },
      },
      "conventions.control-characters": {
        title: "A name with a control character is 400",
        provenance: ["A-31"],
        statements: ["2.lengths"],
        async run(t) {
          const body = { name: `${t.name("tab")}\t`, release: "r", snaps: [] };
          errorId(idOf(await t.call("createProduct", { body }), 400), "invalid-data");
        },
      },
      "conventions.length.snap-name": {
        title: "A snap's name may have 200 characters, not 201",
        provenance: ["D 792"],
        statements: ["2.lengths"],
        operation: "advertiseSnap",
        leaves: "opportunities",
        async run(t) {
          const start = t.name("snap");
          const longest = start + "x".repeat(200 - start.length);
          const product = await t.make.product({ snaps: [longest] });
          await t.make.testSpec(product.id);
          await advertise(t, "snap", product.id, { name: longest, revision: 1, channel: "edge" });
          const body = { name: `${longest}x`, revision: 1, channel: "edge" };
          tooLong(await t.call("advertiseSnap", { path: { product_id: product.id }, body }));
        },
      },
      "conventions.length.image-unique-id": {
        title: "An image_unique_id may have 36 characters, not 37",
        provenance: ["D 718"],
        statements: ["2.lengths"],
        operation: "advertiseImage",
        leaves: "opportunities",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const longest = t.uuid();
          await advertise(t, "image", product.id, { image_unique_id: longest, image_reference: null });
          const body = { image_unique_id: `${longest}x`, image_reference: null };
          tooLong(await t.call("advertiseImage", { path: { product_id: product.id }, body }));
        },
      },
      "conventions.length.image-name": {
        title: "A legacy image name may have 200 characters, not 201",
        provenance: ["L 713"],
        statements: ["2.lengths"],
        operation: "legacyAdvertiseImage",
        needs: [...MAKE, "legacy"],
        leaves: "opportunities",
        async run(t) {
          const product = await t.make.product();
          const start = t.name("image");
          const image_name = start + "x".repeat(200 - start.length);
          await t.make.testSpec(product.id, { image_name });
          const path = { org_id: t.target.organization! };
          const body = { image_unique_id: t.uuid(), image_reference: null, image_name };
          answered(await t.call("legacyAdvertiseImage", { path, body }), 201);
          const longer = { ...body, image_name: `${image_name}x` };
          tooLong(await t.call("legacyAdvertiseImage", { path, body: longer }));
        },
      },
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
];

/** Grounds: the clause's own for the refusal, A-01 for the status 400. */
function tooLong(answer: Answer): void {
  check(answer.status >= 300, "a refusal", answerInWords(answer));
  answered(answer, 400, ["A-01"]);
}

async function foundBy(t: ClauseContext, product_id: string, image_unique_id: string): Promise<number> {
  const answer = await t.call("listTestEvents", { path: { product_id }, query: { image_unique_id } });
  return answered<{ event_logs: unknown[] }>(answer, 200).event_logs.length;
}
