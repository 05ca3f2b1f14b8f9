import type { Clause, ClauseContext, ProductBody } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { triggeredFields } from "./triggered-fields.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, fields, list, refused, same } from "./support/expect.js";
import { eventLogs, logOf } from "./support/read.js";
import { imageKeepsId, logAsAdvertised, oneImage } from "./support/record-facts.js";
import { oncePerRun } from "../run/once-per-run.js";
import {
  advertise,
  KIND_NAMES,
  KINDS,
  productWithSpecs,
  REFERENCE,
  sharedTrigger,
  trigger,
  type TriggerKind,
  TRIGGERS,
} from "./support/trigger.js";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const LINES = { snap: "D 772-838", "gold-master": "D 840-899", image: "D 701-766" } as const;
const RULE = { operation: "advertiseSnap", answer: "201", needs: MAKE, leaves: "opportunities" } as const;

/** Clauses for each kind of advertisement. */
const ofEachKind = (kind: TriggerKind): Clause[] =>
  defineClauses(
    { operation: TRIGGERS[kind], answer: "201", needs: MAKE, leaves: "opportunities" },
    {
      [`triggers.one-per-test-spec.${kind}`]: {
        title: `Advertising ${KIND_NAMES[kind]} makes one opportunity for each Test Spec of the product`,
        provenance: [LINES[kind], "D 7-25"],
        statements: ["1.opportunity", "4.one-per-test-spec", `4.${TRIGGERS[kind]}`],
        async run(t) {
          const { product, specs, ids } = await threeSpecs(t, kind);
          check(ids.length === 3, "three ids for three Test Specs", ids);
          const opportunities = ids.map(({ test_opportunity_id }) => test_opportunity_id);
          check(new Set(opportunities).size === 3, "three different opportunities", ids);
          const names = [];
          for (const id of opportunities) names.push((await logOf(t, product.id, id)).spec_name);
          same("their Test Specs", names.toSorted(), specs.map(({ name }) => name).toSorted(), ["A-15"]);
        },
      },
      [`triggers.shared-image-unique-id.${kind}`]: {
        title: `All opportunities of ${KIND_NAMES[kind]} have the same image_unique_id`,
        provenance: [LINES[kind]],
        statements: ["4.shared-image-unique-id"],
        async run(t) {
          const { ids } = await threeSpecs(t, kind);
          check(ids.length > 1, "several opportunities", ids);
          oneImage.judge(ids);
        },
      },
      [`triggers.queued-at-once.${kind}`]: {
        title: `The opportunities of ${KIND_NAMES[kind]} are queued before the answer`,
        provenance: [LINES[kind], "D 905-907"],
        statements: ["4.queued-at-once"],
        async run(t) {
          const { log } = await sharedTrigger(t, kind);
          same("the first event", log.events[0]?.event_type, "QUEUED_FOR_AGENTS");
        },
      },
      [`triggers.ids-agree.${kind}`]: {
        title: `The event log of ${KIND_NAMES[kind]} has the ids of the advertisement's answer`,
        provenance: [LINES[kind], "D 956", "D 990", "D 992"],
        statements: ["4.ids-agree"],
        async run(t) {
          const { product, ids, log } = await sharedTrigger(t, kind);
          logAsAdvertised.judge({ productId: product.id, ids: ids[0], log });
        },
      },
      [`triggers.again.${kind}`]: {
        title: `A repeated advertisement of ${KIND_NAMES[kind]}, as after a lost answer, makes new opportunities; the first ones stay`,
        provenance: [LINES[kind], "D 773-775", "A-12"],
        statements: ["4.advertised-again", "4.retry"],
        async run(t) {
          const first = await trigger(t, kind);
          const again = await advertise(t, kind, first.product.id, first.body);
          const ids = [...first.ids, ...again].map(({ test_opportunity_id }) => test_opportunity_id);
          check(new Set(ids).size === 2, "another opportunity", ids, ["A-12"]);
          const logs = await eventLogs(t, first.product.id);
          const known = logs.map(({ test_opportunity_id }) => test_opportunity_id);
          check(
            ids.every((id) => known.includes(id)),
            "event logs of both",
            known,
          );
        },
      },
      [`triggers.no-test-spec.${kind}`]: {
        title: `Advertising ${KIND_NAMES[kind]} to a product without Test Spec is 404, "Couldn't find a Spec for ..."`,
        provenance: ["A-11"],
        statements: ["4.no-test-spec"],
        answer: "404",
        leaves: "product",
        async run(t) {
          const { product, body } = await withoutSpecs(t, kind);
          const answer = await t.call(TRIGGERS[kind], { path: { product_id: product.id }, body });
          const { id, message } = refused(answer, 404);
          same("id", id, "resource-not-found");
          check(message.startsWith("Couldn't find a Spec for "), "Couldn't find a Spec for ...", message);
        },
      },
      [`triggers.refused-makes-nothing.${kind}`]: {
        title: `A refused advertisement of ${KIND_NAMES[kind]} makes no opportunity`,
        provenance: ["A-09", "D 117-118"],
        statements: ["4.unknown-channel"],
        answer: "400",
        async run(t) {
          const { product } = await productWithSpecs(t);
          const body = { ...bodyOf(t, kind, product), channel: "no-such-channel" };
          const answer = await t.call(TRIGGERS[kind], { path: { product_id: product.id }, body });
          refused(answer, 400, ["A-09"]);
          same("the product's event logs", await eventLogs(t, product.id), []);
        },
      },
      [`triggers.channels.${kind}`]: {
        title: `An advertisement of ${KIND_NAMES[kind]} is accepted on edge, beta, candidate and stable`,
        provenance: ["D 812", "D 886", "P"],
        statements: ["4.channels"],
        async run(t) {
          const { product } = await productWithSpecs(t);
          for (const channel of ["edge", "beta", "candidate", "stable"]) {
            const body = { ...bodyOf(t, kind, product), channel };
            const answer = await t.call(TRIGGERS[kind], { path: { product_id: product.id }, body });
            answered(answer, 201);
          }
        },
      },
      [`triggers.no-such-product.${kind}`]: {
        title: `Advertising ${KIND_NAMES[kind]} to an unknown product is 404 resource-not-found`,
        provenance: ["A-06", "L 754-759"],
        statements: [`4.${TRIGGERS[kind]}`],
        answer: "404",
        leaves: "nothing",
        async run(t) {
          const product = { id: t.uuid(), snaps: ["base.foo", "test-snap.foo"] };
          const body = bodyOf(t, kind, product);
          const answer = await t.call(TRIGGERS[kind], { path: { product_id: product.id }, body });
          same("id", refused(answer, 404).id, "resource-not-found");
        },
      },
    },
  );

/** Values of image_reference: any JSON. */
const REFERENCES = {
  null: null,
  string: "http://foo.com/bar",
  "empty-string": "",
  number: 0.5,
  false: false,
  list: [],
  "empty-object": {},
  nested: REFERENCE,
};

const references = Object.entries(REFERENCES).flatMap(([kind, image_reference]) =>
  defineClauses(
    { operation: "advertiseImage", answer: "201", needs: MAKE, leaves: "opportunities" },
    {
      [`triggers.image-reference.json.${kind}`]: {
        title: `An image_reference may be any JSON, here ${kind.replace("-", " ")}, and comes back unchanged`,
        provenance: ["D 704-716"],
        statements: ["4.image-reference-opaque"],
        async run(t) {
          const { product } = await oncePerRun(t, "references", () => productWithSpecs(t));
          const body = { image_unique_id: t.uuid(), image_reference };
          const [made] = await advertise(t, "image", product.id, body);
          const log = await logOf(t, product.id, made.test_opportunity_id);
          same("image_reference", log.test_opportunity?.image_reference, image_reference, [
            "D 704-716",
            "A-15",
          ]);
        },
      },
    },
  ),
);

const rules = defineClauses(RULE, {
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
    title: "image_unique_id finds both images that share it",
    provenance: ["D 717-719", "A-23"],
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
    },
  },
  "triggers.image.left-out": {
    title: "channel and extra_snaps of an image are optional; defaults: null and an empty list",
    provenance: ["A-14"],
    statements: ["4.image-extras"],
    operation: "advertiseImage",
    async run(t) {
      const { product } = await productWithSpecs(t);
      const [made] = await advertise(t, "image", product.id, {
        image_unique_id: t.uuid(),
        image_reference: "r",
      });
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

async function threeSpecs(t: ClauseContext, kind: TriggerKind) {
  return oncePerRun(t, `three-specs.${kind}`, () => trigger(t, kind, 3));
}

/** An accepted body for a product. */
function bodyOf(t: ClauseContext, kind: TriggerKind, { snaps: [name] }: Pick<ProductBody, "snaps">): object {
  if (kind === "snap") return { name, revision: 1, channel: "edge" };
  if (kind === "gold-master") return { snaps: [{ name, revision: 1 }], channel: "stable" };
  return { image_unique_id: t.uuid(), image_reference: null };
}

async function withoutSpecs(
  t: ClauseContext,
  kind: TriggerKind,
): Promise<{ product: ProductBody; body: object }> {
  const product = await t.make.product({ snaps: ["test-snap.foo"] });
  const specs = list(
    answered(await t.call("listTestSpecs", { path: { product_id: product.id } }), 200),
    "test_specs",
  );
  same("the new product's Test Specs", specs, []);
  return { product, body: bodyOf(t, kind, product) };
}

/** Advertisements of images, snap revisions and gold masters (contract.md §4). */
export const triggers = [...KINDS.flatMap(ofEachKind), ...references, ...rules, ...triggeredFields];
