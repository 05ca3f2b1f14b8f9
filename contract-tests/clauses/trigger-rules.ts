import type { ClauseContext, ProductBody } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { defineClauses, MAKE } from "./support/define.js";
import { fields, refused, same } from "./support/expect.js";
import { eventLogs, logOf } from "./support/read.js";
import { imageKeepsId } from "./support/record-facts.js";
import {
  advertise,
  KIND_NAMES,
  productWithSpecs,
  sharedTrigger,
  trigger,
  TRIGGERS,
} from "./support/trigger.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const RULE = { operation: "advertiseSnap", answer: "201", needs: MAKE, leaves: "opportunities" } as const;

export const rules = defineClauses(RULE, {
  "triggers.image-keeps-id": {
    title: imageKeepsId.title,
    provenance: imageKeepsId.provenance,
    statements: imageKeepsId.statements,
    operation: "advertiseImage",
    async run(t) {
      const { body, ids } = await sharedTrigger(t, "image");
      imageKeepsId.judge({ sent: body["image_unique_id"], ids });
    },
  },
  "triggers.image-id-twice": {
    title: "image_unique_id finds both images that share it, each with its own image_reference",
    provenance: ["D 717-719", "A-15", "A-23"],
    statements: ["4.image-keeps-id", "5.filters"],
    operation: "advertiseImage",
    async run(t) {
      const { product, body, ids } = await trigger(t, "image");
      const again = await advertise(t, "image", product.id, { ...body, image_reference: "another" });
      const logs = await eventLogs(t, product.id, { image_unique_id: String(body["image_unique_id"]) });
      const found = logs.map(({ test_opportunity_id }) => test_opportunity_id).toSorted();
      same(
        "the opportunities found",
        found,
        [...ids, ...again].map((id) => id.test_opportunity_id).toSorted(),
        ["A-23"],
      );
      const [second] = again.map((id) => id.test_opportunity_id);
      const log = logs.find((one) => one.test_opportunity_id === second);
      same("image_reference of the second", log?.test_opportunity?.image_reference, "another", ["A-15"]);
    },
  },
  "triggers.image.left-out": {
    title:
      "channel and extra_snaps of an image are optional; defaults: null and an empty list, also after an image with both",
    provenance: ["A-14"],
    statements: ["4.image-extras"],
    operation: "advertiseImage",
    async run(t) {
      const { product } = await productWithSpecs(t);
      const body = { image_unique_id: t.uuid(), image_reference: "r" };
      await advertise(t, "image", product.id, { ...body, channel: "edge", extra_snaps: ["a.b"] });
      const [made] = await advertise(t, "image", product.id, body);
      const log = await logOf(t, product.id, made.test_opportunity_id);
      const { channel, extra_snaps } = fields(log.test_opportunity);
      same("them", { channel, extra_snaps }, { channel: null, extra_snaps: [] }, ["A-14", "A-15"]);
    },
  },
  ...Object.fromEntries(
    (["snap", "gold-master"] as const).map((kind) => [
      `triggers.fresh-image-unique-id.${kind}`,
      {
        title: `Each advertisement of ${KIND_NAMES[kind]} has a new UUID as image_unique_id`,
        provenance: [kind === "snap" ? "D 832" : "D 893"],
        statements: ["4.fresh-image-unique-id"],
        operation: TRIGGERS[kind],
        async run(t: ClauseContext) {
          const made = await trigger(t, kind);
          const again = await advertise(t, kind, made.product.id, made.body);
          const [one, other] = [made.ids[0].image_unique_id, again[0].image_unique_id];
          check(UUID.test(one), "a UUID", one);
          check(one !== other, "another one for the second", other);
        },
      },
    ]),
  ),
  "triggers.only-this-product": {
    title: "An advertisement makes no opportunities for another product with the same snaps",
    provenance: ["D 777-779", "D 728"],
    statements: ["4.snap-matches"],
    async run(t) {
      const { product } = await productWithSpecs(t);
      const other = await t.make.product({ snaps: product.snaps });
      await t.make.testSpec(other.id);
      const ids = await advertise(t, "snap", product.id, {
        name: product.snaps[0],
        revision: 1,
        channel: "edge",
      });
      check(ids.length === 1, "one opportunity", ids);
      same("event logs of the other product", await eventLogs(t, other.id), []);
    },
  },
  "triggers.snap.any-of-the-product": {
    title: "Every snap of the product matches",
    provenance: ["D 777-779"],
    statements: ["4.snap-matches"],
    async run(t) {
      const { product } = await productWithSpecs(t);
      for (const name of product.snaps) {
        const ids = await advertise(t, "snap", product.id, { name, revision: 1, channel: "edge" });
        check(ids.length === 1, `one opportunity of ${name}`, ids);
      }
    },
  },
  "triggers.snap.not-referenced": {
    title: "A snap that the product does not reference is 404 with an empty message",
    provenance: ["A-10", "L 847-853"],
    statements: ["4.snap-not-referenced"],
    answer: "404",
    async run(t) {
      const { product } = await productWithSpecs(t);
      const body = { name: `${t.name("other")}.foo`, revision: 1, channel: "edge" };
      const answer = await t.call("advertiseSnap", { path: { product_id: product.id }, body });
      same("the refusal", refused(answer, 404, ["A-10"]), { id: "resource-not-found", message: "" }, [
        "A-10",
      ]);
      same("event logs", await eventLogs(t, product.id), [], ["A-10"]);
    },
  },
  "triggers.base-channel.none": {
    title: "Without a gold master a snap revision has no base channel",
    provenance: ["A-13"],
    statements: ["4.context-of-snap"],
    async run(t) {
      const { product } = await productWithSpecs(t);
      const body = { name: product.snaps[0], revision: 1, channel: "edge" };
      const [made] = await advertise(t, "snap", product.id, body);
      const log = await logOf(t, product.id, made.test_opportunity_id);
      same("base_channel", log.test_opportunity?.base_channel, null, ["A-13", "A-15"]);
    },
  },
  "triggers.base-channel.last-gold-master": {
    title: "A snap revision's base is the last gold master",
    provenance: ["A-13"],
    statements: ["4.context-of-snap"],
    async run(t) {
      const { product } = await productWithSpecs(t);
      await goldMaster(t, product, "stable");
      await goldMaster(t, product, "candidate");
      const body = { name: product.snaps[0], revision: 1, channel: "edge" };
      const [made] = await advertise(t, "snap", product.id, body);
      const log = await logOf(t, product.id, made.test_opportunity_id);
      same("base_channel", log.test_opportunity?.base_channel, "candidate", ["A-13", "A-15"]);
    },
  },
  "triggers.base-channel.other-product": {
    title: "A gold master of another product is not the base",
    provenance: ["A-13"],
    statements: ["4.context-of-snap"],
    async run(t) {
      const [one, other] = [(await productWithSpecs(t)).product, (await productWithSpecs(t)).product];
      await goldMaster(t, other, "stable");
      const [made] = await advertise(t, "snap", one.id, { name: one.snaps[0], revision: 1, channel: "edge" });
      const log = await logOf(t, one.id, made.test_opportunity_id);
      same("base_channel", log.test_opportunity?.base_channel, null, ["A-13", "A-15"]);
    },
  },
  "triggers.readvertised.same-base": {
    title: "A revision that is advertised again keeps its base",
    provenance: ["A-12", "D 773-775"],
    statements: ["4.advertised-again"],
    async run(t) {
      const { product } = await productWithSpecs(t);
      await goldMaster(t, product, "stable");
      const body = { name: product.snaps[0], revision: 1, channel: "edge" };
      const [first] = await advertise(t, "snap", product.id, body);
      await goldMaster(t, product, "candidate");
      const [again] = await advertise(t, "snap", product.id, body);
      const before = (await logOf(t, product.id, first.test_opportunity_id)).test_opportunity;
      const after = (await logOf(t, product.id, again.test_opportunity_id)).test_opportunity;
      same(
        "base_channel before and after",
        [before?.base_channel, after?.base_channel],
        ["stable", "stable"],
        ["A-12", "A-15"],
      );
      same("update_channel", after?.update_channel, before?.update_channel, ["A-12", "A-15"]);
      same("snaps", after?.snaps, before?.snaps, ["A-12", "A-15"]);
    },
  },
  "triggers.readvertised.on-other-channel": {
    title: "The same revision on another channel is another context, with the current base",
    provenance: ["A-12", "A-13"],
    statements: ["4.advertised-again"],
    async run(t) {
      const { product } = await productWithSpecs(t);
      const body = { name: product.snaps[0], revision: 1, channel: "edge" };
      await advertise(t, "snap", product.id, body);
      await goldMaster(t, product, "candidate");
      const [other] = await advertise(t, "snap", product.id, { ...body, channel: "beta" });
      const log = await logOf(t, product.id, other.test_opportunity_id);
      const { base_channel, update_channel } = fields(log.test_opportunity);
      same(
        "the channels",
        { base_channel, update_channel },
        { base_channel: "candidate", update_channel: "beta" },
        ["A-12", "A-13", "A-15"],
      );
    },
  },
});

async function goldMaster(t: ClauseContext, product: ProductBody, channel: string): Promise<void> {
  await advertise(t, "gold-master", product.id, {
    snaps: [{ name: product.snaps[0], revision: 1 }],
    channel,
  });
}
