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
import { type Decision, notFound } from "./refusal.js";
import type { State } from "./state.js";

/** D 701-766. `channel` and `extra_snaps` may be left out (C-4). */
export interface ImageFields {
  image_unique_id: string;
  image_reference: Json;
  channel?: Channel | null;
  extra_snaps?: Json[];
}

/** D 772-838. The legacy API knows no channel. */
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
export interface Given {
  now: Instant;
  newId: () => string;
}

/** What all opportunities of one trigger share. */
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

/** An image carries its own context; snap fields are null, the rest is carried through. */
export function advertiseImage(
  state: State,
  product: Product,
  fields: ImageFields,
  given: Given,
): Decision<Opportunity[]> {
  const specs = state.testSpecs(product.id);
  if (specs.length === 0) return noSpecOf(product);
  const { image_unique_id, image_reference, channel = null, extra_snaps = [] } = fields;
  const common = { ...contextOf("image", image_unique_id), image_reference, channel, extra_snaps };
  return made(product.account_id, specs, common, given);
}

/** Each Test Spec of that image name makes an opportunity (L 708-713). */
export function advertiseLegacyImage(
  state: State,
  account: Account,
  organization: string,
  fields: LegacyImageFields,
  given: Given,
): Decision<Opportunity[]> {
  const { image_unique_id, image_reference, image_name } = fields;
  const specs = state
    .products(account)
    .flatMap((product) => state.testSpecs(product.id))
    .filter((spec) => spec.image_name === image_name);
  if (specs.length === 0) return notFound(`Couldn't find a Spec for image name '${image_name}'`);
  const common = {
    ...contextOf("image", image_unique_id),
    image_reference,
    image_name,
    organization_id: organization,
  };
  return made(account.id, specs, common, given);
}

/** A snap revision reaches the products that reference the snap (D 777-779): here, this one or none. */
export function advertiseSnap(
  state: State,
  product: Product,
  fields: SnapFields,
  given: Given,
): Decision<Opportunity[]> {
  if (!product.snaps.includes(fields.name)) return notFound("");
  const specs = state.testSpecs(product.id);
  if (specs.length === 0) return noSpecOf(product);
  return snapRevision(state, product, specs, fields, null, given, given.newId());
}

/** As {@link advertiseSnap}, for every product of the account that references the snap; all share one id (L 788-868). */
export function advertiseLegacySnap(
  state: State,
  account: Account,
  organization: string,
  revision: SnapRevision,
  given: Given,
): Decision<Opportunity[]> {
  const products = state.products(account).filter((product) => product.snaps.includes(revision.name));
  if (products.length === 0) return notFound("");
  const specced = products.filter((product) => state.testSpecs(product.id).length > 0);
  if (specced.length === 0) return notFound(`Couldn't find a Spec for snap '${revision.name}'`);
  const imageUniqueId = given.newId();
  const fields = { ...revision, channel: null };
  const decisions = specced.map((product) =>
    snapRevision(state, product, state.testSpecs(product.id), fields, organization, given, imageUniqueId),
  );
  return { changes: decisions.flatMap((d) => d.changes), value: decisions.flatMap((d) => d.value) };
}

/** A gold master is the base of the snap revisions that follow. */
export function advertiseGoldMaster(
  state: State,
  product: Product,
  { snaps, channel }: GoldMasterFields,
  given: Given,
): Decision<Opportunity[]> {
  const specs = state.testSpecs(product.id);
  if (specs.length === 0) return noSpecOf(product);
  const common: Common = {
    ...contextOf("gold-master", given.newId()),
    snaps,
    channel,
    primary_snap_name: snaps.at(-1)?.name ?? null,
    base_channel: channel,
  };
  const { changes, value } = made(product.account_id, specs, common, given);
  return {
    changes: [{ table: "products", put: { ...product, gold_master_channel: channel } }, ...changes],
    value,
  };
}

/** Advertised again, a revision repeats the context of the first time (D 773-775, A-12). */
function snapRevision(
  state: State,
  product: Product,
  specs: TestSpec[],
  { name, revision, channel }: SnapFields,
  organization: string | null,
  given: Given,
  imageUniqueId: string,
): { changes: Change[]; value: Opportunity[] } {
  const id = advertisementId(product.id, { name, revision, channel });
  const known = state.tables.advertisements.get(id);
  const context: Advertisement = known ?? {
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
    base_channel: context.base_channel,
    update_channel: context.update_channel,
    organization_id: organization,
  };
  const { changes, value } = made(product.account_id, specs, common, given);
  return { changes: known ? changes : [{ table: "advertisements", put: context }, ...changes], value };
}

function advertisementId(productId: string, { name, revision, channel }: SnapFields): string {
  return JSON.stringify([productId, name, revision, channel]);
}

const noSpecOf = (product: Product): Decision<never> =>
  notFound(`Couldn't find a Spec for product '${product.name}'`);

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
function made(
  accountId: string,
  specs: TestSpec[],
  common: Common,
  { now, newId }: Given,
): { changes: Change[]; value: Opportunity[] } {
  const value = specs.map((spec): Opportunity => ({
    id: newId(),
    account_id: accountId,
    product_id: spec.product_id,
    test_spec_id: spec.id,
    ...common,
    platform: spec.platform,
    queued_at: now,
  }));
  const changes = value.flatMap((opportunity): Change[] => [
    { table: "opportunities", put: opportunity },
    {
      table: "walks",
      put: {
        id: opportunity.id,
        events: [{ type: "QUEUED_FOR_AGENTS", at: now }],
        holder: null,
        result_id: null,
      },
    },
  ]);
  return { changes, value };
}
