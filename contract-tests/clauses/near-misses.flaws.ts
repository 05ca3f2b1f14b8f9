import { around, onAnswer } from "../mutants/around.js";
import { idsOf, LOGS, logsOf, objectOf } from "../mutants/bodies.js";
import { OTHER_ID, refuse, remembering } from "../mutants/changes.js";
import { defineFlaws } from "../mutants/define-flaws.js";

/** Flaws of what is nearly right (contract.md §2, §4, §8). */
export const nearMissFlaws = defineFlaws("near misses", [
  [
    "id.not-anchored",
    "an id with something behind it is taken",
    "conventions.id-with-more",
    around(["getProduct"], () => (call) => {
      const id = call.path["product_id"]!;
      return call.send({ to: `/products/${id.slice(0, 36)}`, resign: "fresh nonce" });
    }),
  ],
  [
    "base.refused-gold-master",
    "a gold master that was refused is the base",
    "triggers.base-channel.refused-gold-master",
    remembering(["advertiseGoldMaster", ...LOGS], () => {
      const refused = new Map<string, unknown>();
      return async (answer, call) => {
        const product = call.path["product_id"]!;
        if (call.operationId === "advertiseGoldMaster" && answer.status === 404)
          refused.set(product, objectOf(await call.body())["channel"]);
        if (call.operationId !== "advertiseGoldMaster" && refused.has(product))
          for (const { test_opportunity: shown } of logsOf(answer))
            shown.base_channel ??= refused.get(product) as never;
      };
    }),
  ],
  [
    "ids.sorted",
    "the ids of an advertisement come sorted",
    "triggers.ids-in-order",
    onAnswer(["advertiseImage"], (answer) => {
      idsOf(answer).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    }),
  ],
  [
    "snaps.of-product",
    "the snaps of a gold master become the product's",
    "triggers.snaps.same-twice",
    remembering(["advertiseGoldMaster", "getProduct"], () => {
      const more = new Map<unknown, string[]>();
      return async (answer, call) => {
        const product = call.path["product_id"];
        const sent = objectOf(await call.body())["snaps"] as { name: string }[] | undefined;
        if (sent) more.set(product, [...(more.get(product) ?? []), ...sent.map(({ name }) => name)]);
        else {
          const got = objectOf(answer.body);
          got["snaps"] = [...(got["snaps"] as string[]), ...(more.get(product) ?? [])];
        }
      };
    }),
  ],
  [
    "snaps.once",
    "of a gold master a snap that comes twice is kept once",
    "triggers.snaps.same-twice",
    around(["advertiseGoldMaster"], () => async (call) => {
      const body = objectOf(await call.body());
      const snaps = (body["snaps"] ?? []) as { name: string }[];
      return call.send({
        body: { ...body, snaps: [...new Map(snaps.map((snap) => [snap.name, snap])).values()] },
      });
    }),
  ],
  [
    "content-type.exact",
    "a type with parameters is refused",
    "conventions.content-type.written-otherwise",
    onAnswer(["createProduct"], (answer, { request }) => {
      const type = request.headers.get("content-type") ?? "";
      if (type.includes(";")) refuse(answer, 415, "unsupported-media-type");
    }),
  ],
  [
    "image-name.pattern",
    "% in the image name of a Test Spec stands for any text",
    "legacy.image-name.alike",
    remembering(["createTestSpec", "legacyAdvertiseImage"], () => {
      const patterns: string[] = [];
      return async (answer, call) => {
        const name = String(objectOf(await call.body())["image_name"]);
        if (call.operationId === "createTestSpec" && name.endsWith("%")) patterns.push(name.slice(0, -1));
        else if (answer.status === 404 && patterns.some((one) => name.startsWith(one)))
          Object.assign(answer, { status: 201, body: { ids: [OTHER_ID] } });
      };
    }),
  ],
  [
    "image-name.trimmed",
    "image names are compared trimmed",
    "legacy.image-name.alike",
    around(["legacyAdvertiseImage"], () => async (call) => {
      const body = objectOf(await call.body());
      return call.send({ body: { ...body, image_name: String(body["image_name"]).trim() } });
    }),
  ],
  [
    "organization.case",
    "an organization's name is compared without its case",
    "legacy.organization.alike",
    around(["legacyListTestEvents"], () => (call) => {
      const name = call.path["org_id"]!;
      return call.send({ to: `/orgs/${name.toLowerCase()}/tests/events`, resign: "fresh nonce" });
    }),
  ],
]);
