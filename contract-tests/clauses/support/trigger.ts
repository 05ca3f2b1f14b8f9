import type { ClauseContext, ProductBody, TestSpecBody } from "../clause.js";
import type { AdvertisedIds, EventLog } from "./bodies.js";
import { answered, filled, type Filled } from "./expect.js";
import { logOf } from "./read.js";
import { oncePerRun } from "../../run/once-per-run.js";

/** The three ways to start tests (contract.md §4). */
export type TriggerKind = "snap" | "gold-master" | "image";
export const KINDS: readonly TriggerKind[] = ["snap", "gold-master", "image"];
export const KIND_NAMES: Record<TriggerKind, string> = {
  snap: "a snap revision",
  "gold-master": "a gold master",
  image: "an image",
};
export const TRIGGERS = {
  snap: "advertiseSnap",
  "gold-master": "advertiseGoldMaster",
  image: "advertiseImage",
} as const;

/** The fields of an opportunity that describe its trigger. */
export interface Context {
  image_reference: unknown;
  extra_snaps: unknown;
  snaps: unknown;
  channel: unknown;
  primary_snap_name: unknown;
  base_channel: unknown;
  update_channel: unknown;
  platform: unknown;
}

/** An entry of an advertisement's answer. */
export type AdvertisedId = AdvertisedIds["ids"][number];

/** An advertisement with the fields that its opportunities get. */
export interface Trigger {
  kind: TriggerKind;
  product: ProductBody;
  specs: TestSpecBody[];
  /** As sent. */
  body: Record<string, unknown>;
  ids: Filled<AdvertisedId>;
  /** Opportunities of the gold master before a snap revision: older work for the same platform. */
  before: readonly AdvertisedId[];
  context: Context;
}

/** A product with Test Specs for one platform of this run. */
export async function productWithSpecs(
  t: ClauseContext,
  specs = 1,
): Promise<{ product: ProductBody; specs: TestSpecBody[]; platform: string }> {
  const name = t.name("product");
  const snaps = [`base.${t.run}`, `${t.name("snap")}.foo`];
  const product = await t.make.product({ name, snaps });
  const platform = t.make.platform();
  const made: TestSpecBody[] = [];
  for (let n = 0; n < specs; n++) made.push(await t.make.testSpec(product.id, { platform }));
  return { product, specs: made, platform };
}

/** Advertises to a product. @throws Mismatch if it is refused */
export async function advertise(
  t: ClauseContext,
  kind: TriggerKind,
  productId: string,
  body: Record<string, unknown>,
): Promise<Filled<AdvertisedId>> {
  const answer = await t.call(TRIGGERS[kind], { path: { product_id: productId }, body });
  return filled<AdvertisedId>(answered(answer, 201), "ids");
}

/** A reference with every JSON type: it is opaque and comes back unchanged (D 704-716). */
export const REFERENCE = {
  url: "http://foo.com/bar?a=1&b=ü",
  nested: { list: [1, -2.5, true, null, { "": "leerer Schlüssel" }], 日本語: '\u0001 " \\ 🛰' },
};

/** A new trigger, advertised to a new product. A gold master on stable precedes a snap revision. */
export async function trigger(t: ClauseContext, kind: TriggerKind, specCount = 1): Promise<Trigger> {
  const { product, specs, platform } = await productWithSpecs(t, specCount);
  const [base, snap] = product.snaps as [string, string];
  const none: Context = {
    ...{ image_reference: null, extra_snaps: [], snaps: [], channel: null, platform },
    ...{ primary_snap_name: null, base_channel: null, update_channel: null },
  };
  let body: Record<string, unknown>;
  let context: Context;
  let before: readonly AdvertisedId[] = [];
  if (kind === "snap") {
    const goldMaster = { snaps: [{ name: base, revision: 1 }], channel: "stable" };
    before = await advertise(t, "gold-master", product.id, goldMaster);
    body = { name: snap, revision: 7, channel: "edge" };
    const [snaps, channel] = [[{ name: snap, revision: 7 }], "edge"];
    const channels = { base_channel: "stable", update_channel: channel };
    context = { ...none, snaps, channel, primary_snap_name: snap, ...channels };
  } else if (kind === "gold-master") {
    const snaps = [
      { name: base, revision: 3 },
      { name: snap, revision: 9007199254740991 },
    ];
    body = { snaps, channel: "candidate" };
    const channels = { channel: "candidate", base_channel: "candidate" };
    context = { ...none, snaps, primary_snap_name: snap, ...channels };
  } else {
    const carried = {
      image_reference: REFERENCE,
      channel: "beta",
      extra_snaps: ["a.b", { name: "c.d", revision: 1 }],
    };
    body = { image_unique_id: t.uuid(), ...carried };
    context = { ...none, ...carried };
  }
  return { kind, product, specs, body, before, context, ids: await advertise(t, kind, product.id, body) };
}

/** A {@link trigger} for all clauses that only read, with the log of its one opportunity. */
export async function sharedTrigger(
  t: ClauseContext,
  kind: TriggerKind,
): Promise<Trigger & { log: EventLog }> {
  return oncePerRun(t, `trigger.${kind}`, async () => {
    const made = await trigger(t, kind);
    return { ...made, log: await logOf(t, made.product.id, made.ids[0].test_opportunity_id) };
  });
}
