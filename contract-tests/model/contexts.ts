/** The contexts of opportunities: the table of section 4. */
import type { Context, Product, SnapRevision } from "./records.js";
import type { GoldMasterInput, ImageInput, SnapInput } from "./readers.js";

const NOTHING: Context = {
  image_reference: null,
  extra_snaps: [],
  snaps: [],
  channel: null,
  primary_snap_name: null,
  base_channel: null,
  update_channel: null,
};

export function rightContexts() {
  const contexts = {
    image: (_product: Product, image: ImageInput): Context => ({
      ...NOTHING,
      image_reference: image.imageReference,
      extra_snaps: image.extraSnaps,
      channel: image.channel,
    }),
    snap: (product: Product, { name, revision, channel }: SnapInput): Context => ({
      ...NOTHING,
      snaps: [{ name, revision }],
      channel,
      primary_snap_name: name,
      base_channel: contexts.base(product, { name, revision }, channel),
      update_channel: channel,
    }),
    goldMaster: (_product: Product, { snaps, channel }: GoldMasterInput): Context => ({
      ...NOTHING,
      snaps,
      channel,
      primary_snap_name: contexts.primary(snaps),
      base_channel: channel,
    }),
    primary: (snaps: SnapRevision[]): string | null => snaps.at(-1)?.name ?? null,
    legacyImage: (imageReference: unknown, _upgradeSnaps: unknown): Context => ({
      ...NOTHING,
      image_reference: imageReference,
    }),
    legacySnap: (product: Product, snap: SnapRevision): Context => ({
      ...NOTHING,
      snaps: [snap],
      primary_snap_name: snap.name,
      base_channel: contexts.base(product, snap, null),
    }),
    /** The base of a snap revision's first time; this is the first time where there was none. */
    base(product: Product, snap: SnapRevision, channel: string | null): string | null {
      const key = contexts.baseKey(snap, channel);
      const known = product.bases.get(key);
      if (known !== undefined) return known;
      const base = contexts.lastGoldMaster(product);
      product.bases.set(key, base);
      return base;
    },
    baseKey: ({ name, revision }: SnapRevision, channel: string | null): string =>
      JSON.stringify([name, revision, channel]),
    lastGoldMaster: (product: Product): string | null => product.lastGoldMaster,
    rememberGoldMaster(product: Product, { channel }: GoldMasterInput): void {
      product.lastGoldMaster = channel;
    },
  };
  return contexts;
}
