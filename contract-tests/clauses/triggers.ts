import type { Clause, ClauseContext, ProductBody } from "./clause.js";
import { check } from "../judge/mismatch.js";
import { triggeredFields } from "./triggered-fields.js";
import { defineClauses, MAKE } from "./support/define.js";
import { answered, list, refused, same } from "./support/expect.js";
import { eventLogs, logOf } from "./support/read.js";
import { logAsAdvertised, oneImage } from "./support/record-facts.js";
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
import { rules } from "./trigger-rules.js";

const LINES = { snap: "D 772-838", "gold-master": "D 840-899", image: "D 701-766" } as const;

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
