import type {
  Account,
  Advertisement,
  Change,
  Channel,
  Instant,
  Json,
  Opportunity,
  Product,
  SnapRevision,
  TestSpec,
  TriggerKind,
} from "./records.js";
import { type Decision, invalid, notFound, type Refusal } from "./refusal.js";
import type { State } from "./state.js";

/** D 701-766. `channel` and `extra_snaps` are optional (C-4). */
export interface ImageFields {
  image_unique_id: string;
  image_reference: Json;
  channel?: Channel | null;
  extra_snaps?: Json[];
}

/** D 772-838. The legacy API has no channel. */
export interface SnapFields extends SnapRevision {
  channel: Channel | null;
}

/** D 840-899. */
export interface GoldMasterFields {
  snaps: SnapRevision[];
  channel: Channel;
}

/** L 701-776. */
export interface LegacyImageFields {
  image_unique_id: string;
  image_reference: Json;
  image_name: string;
}

/** Time and ids of one command. */
export interface CommandContext {
  now: Instant;
  newId: () => string;
}

/** The fields that all opportunities of one trigger share. */
type Common = Pick<
  Opportunity,
  | "trigger"
  | "image_unique_id"
  | "image_reference"
  | "extra_snaps"
  | "snaps"
  | "channel"
  | "primary_snap_name"
  | "base_channel"
  | "update_channel"
  | "organization_id"
  | "image_name"
>;

/** Advertises an image. Its own context is used; snap fields are null, the rest is passed through. */
export function advertiseImage(
  state: State,
  product: Product,
  fields: ImageFields,
  context: CommandContext,
): Decision<Opportunity[]> {
  const specs = state.testSpecs(product.id);
  const { image_unique_id, image_reference, channel = null, extra_snaps = [] } = fields;
  const common = { ...contextOf("image", image_unique_id), image_reference, channel, extra_snaps };
  const refusal = specs.length === 0 ? noSpecOf(product) : tooMany(specs.length, common);
  if (refusal) return refusal;
  return queueOpportunities(product.account_id, specs, common, context);
}

/** Advertises an image by the legacy API: each Test Spec of the image name makes an opportunity (L 708-713). */
export function advertiseLegacyImage(
  state: State,
  account: Account,
  organization: string,
  fields: LegacyImageFields,
  context: CommandContext,
): Decision<Opportunity[]> {
  const { image_unique_id, image_reference, image_name } = fields;
  const specs = state
    .products(account)
    .flatMap((product) => state.testSpecs(product.id))
    .filter((spec) => spec.image_name === image_name);
  const common = {
    ...contextOf("image", image_unique_id),
    image_reference,
    image_name,
    organization_id: organization,
  };
  const refusal =
    specs.length === 0
      ? notFound(`Couldn't find a Spec for image name '${image_name}'`)
      : tooMany(specs.length, common);
  if (refusal) return refusal;
  return queueOpportunities(account.id, specs, common, context);
}

/** Advertises a snap revision for a product, if the product references the snap (D 777-779). */
export function advertiseSnap(
  state: State,
  product: Product,
  fields: SnapFields,
  context: CommandContext,
): Decision<Opportunity[]> {
  if (!product.snaps.includes(fields.name)) return notFound("");
  const specs = state.testSpecs(product.id);
  const refusal = specs.length === 0 ? noSpecOf(product) : tooMany(specs.length);
  if (refusal) return refusal;
  return snapRevision(state, product, specs, fields, null, context, context.newId());
}

/**
 * Like {@link advertiseSnap}, for every product of the account that references the snap; all share one id (L
 * 788-868).
 */
export function advertiseLegacySnap(
  state: State,
  account: Account,
  organization: string,
  revision: SnapRevision,
  context: CommandContext,
): Decision<Opportunity[]> {
  const products = state.products(account).filter((product) => product.snaps.includes(revision.name));
  if (products.length === 0) return notFound("");
  const specced = products.flatMap((product) => {
    const specs = state.testSpecs(product.id);
    return specs.length === 0 ? [] : [{ product, specs }];
  });
  if (specced.length === 0) return notFound(`Couldn't find a Spec for snap '${revision.name}'`);
  const refusal = tooMany(specced.reduce((sum, { specs }) => sum + specs.length, 0));
  if (refusal) return refusal;
  const imageUniqueId = context.newId();
  const fields = { ...revision, channel: null };
  const decisions = specced.map(({ product, specs }) =>
    snapRevision(state, product, specs, fields, organization, context, imageUniqueId),
  );
  return { changes: decisions.flatMap((d) => d.changes), value: decisions.flatMap((d) => d.value) };
}

/** Advertises a gold master, the base of the following snap revisions. */
export function advertiseGoldMaster(
  state: State,
  product: Product,
  { snaps, channel }: GoldMasterFields,
  context: CommandContext,
): Decision<Opportunity[]> {
  const specs = state.testSpecs(product.id);
  const refusal = specs.length === 0 ? noSpecOf(product) : tooMany(specs.length, { snaps });
  if (refusal) return refusal;
  const common: Common = {
    ...contextOf("gold-master", context.newId()),
    snaps,
    channel,
    primary_snap_name: snaps.at(-1)?.name ?? null,
    base_channel: channel,
  };
  const { changes, value } = queueOpportunities(product.account_id, specs, common, context);
  return {
    changes: [{ table: "products", put: { ...product, gold_master_channel: channel } }, ...changes],
    value,
  };
}

/** A revision that is advertised again repeats the context of the first time (D 773-775, A-12). */
function snapRevision(
  state: State,
  product: Product,
  specs: TestSpec[],
  { name, revision, channel }: SnapFields,
  organization: string | null,
  context: CommandContext,
  imageUniqueId: string,
): { changes: Change[]; value: Opportunity[] } {
  const id = advertisementId(product.id, { name, revision, channel });
  const known = state.tables.advertisements.get(id);
  const advertisement: Advertisement = known ?? {
    id,
    product_id: product.id,
    base_channel: product.gold_master_channel,
    update_channel: channel,
  };
  const common: Common = {
    ...contextOf("snap", imageUniqueId),
    snaps: [{ name, revision }],
    channel,
    primary_snap_name: name,
    base_channel: advertisement.base_channel,
    update_channel: advertisement.update_channel,
    organization_id: organization,
  };
  const { changes, value } = queueOpportunities(product.account_id, specs, common, context);
  return { changes: known ? changes : [{ table: "advertisements", put: advertisement }, ...changes], value };
}

function advertisementId(productId: string, { name, revision, channel }: SnapFields): string {
  return JSON.stringify([productId, name, revision, channel]);
}

const noSpecOf = (product: Product): Refusal =>
  notFound(`Couldn't find a Spec for product '${product.name}'`);

/** Maximum number of opportunities of one advertisement, which are made and kept in one step. */
export const MOST_MADE = 5000;

/** Maximum number of characters that they repeat together of what was advertised, as long as the longest body. */
const MOST_REPEATED = 16 * 1024 * 1024;

/** Refuses an advertisement that would make more; null if it may be made. `common`: what each opportunity repeats. */
function tooMany(count: number, common: Partial<Common> = {}): Refusal | null {
  const made = `the advertisement would make ${count} Test Opportunities, one for each Test Spec`;
  if (count > MOST_MADE) return invalid(`${made}; accepted: at most ${MOST_MADE}; nothing was done`);
  const characters = count > 1 ? count * JSON.stringify(common).length : 0;
  if (characters <= MOST_REPEATED) return null;
  const repeat = `which repeat ${characters} characters of it`;
  return invalid(`${made}, ${repeat}; accepted: at most ${MOST_REPEATED}; nothing was done`);
}

function contextOf(trigger: TriggerKind, image_unique_id: string): Common {
  return {
    trigger,
    image_unique_id,
    image_reference: null,
    extra_snaps: [],
    snaps: [],
    channel: null,
    primary_snap_name: null,
    base_channel: null,
    update_channel: null,
    organization_id: null,
    image_name: null,
  };
}

/** One opportunity for each Test Spec, each queued. */
function queueOpportunities(
  accountId: string,
  specs: TestSpec[],
  common: Common,
  { now, newId }: CommandContext,
): { changes: Change[]; value: Opportunity[] } {
  // All in one literal: a spread takes ten times as long, and makes an object that is slow to read.
  const value = specs.map((spec): Opportunity => ({
    id: newId(),
    account_id: accountId,
    product_id: spec.product_id,
    test_spec_id: spec.id,
    trigger: common.trigger,
    image_unique_id: common.image_unique_id,
    image_reference: common.image_reference,
    extra_snaps: common.extra_snaps,
    snaps: common.snaps,
    channel: common.channel,
    primary_snap_name: common.primary_snap_name,
    base_channel: common.base_channel,
    update_channel: common.update_channel,
    organization_id: common.organization_id,
    image_name: common.image_name,
    platform: spec.platform,
    queued_at: now,
  }));
  const changes: Change[] = [];
  for (const opportunity of value) {
    changes.push({ table: "opportunities", put: opportunity });
    const walk = { id: opportunity.id, times: [now], holder: null, result_id: null };
    changes.push({ table: "walks", put: walk });
  }
  return { changes, value };
}
