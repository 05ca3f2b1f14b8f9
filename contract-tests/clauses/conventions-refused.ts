import type { Answer, RawRequest } from "../target/answer.js";
import { answerInWords } from "../judge/judge-answer.js";
import { check } from "../judge/mismatch.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { answered, errorId, refused, same } from "./support/expect.js";
import { productWithSpecs, advertise } from "./support/trigger.js";
import { logOf } from "./support/read.js";

export const JSON_TYPE = { "content-type": "application/json" };

const postProduct = (body: string, headers: Record<string, string> = JSON_TYPE): RawRequest => ({
  method: "POST",
  path: "/products",
  headers,
  body,
});

/** An error body with an assumed id. */
export function idOf(answer: Answer, status: number): unknown {
  return refused(answer, status).id;
}

/** Grounds: the clause's own for the refusal, A-01 for the status 400. */
function tooLong(answer: Answer): void {
  check(answer.status >= 300, "a refusal", answerInWords(answer));
  answered(answer, 400, ["A-01"]);
}

/** Bodies and values that are refused, and how. */
export const refusedBodies = [
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
          // By the snap `cleanup` knows a product that is made nevertheless.
          const body = JSON.stringify({ release: "r", snaps: [t.name("snap")] });
          const { id, message } = refused(await t.send(postProduct(body)), 400);
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
          // Where it is accepted, lists show it: they must be no deeper than what the suite reads (`jsonOrNone`).
          refused(await t.call("advertiseImage", { path, body: image(150) }), 400);
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
    },
  ),
];
