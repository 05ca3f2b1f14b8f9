/** Wrong contexts of opportunities: the table of section 4. */
import { flawsOf, wrap } from "../changes.js";
import type { Policy } from "../policy.js";
import type { Context, Product } from "../records.js";

type Contexts = Policy["contexts"];

const change =
  (kind: "image" | "snap" | "goldMaster", make: (context: Context, product: Product) => Partial<Context>) =>
  ({ contexts }: Policy): void => {
    const right = contexts[kind] as Contexts["image"];
    contexts[kind] = ((product: Product, input: never) => {
      const context = right(product, input);
      return { ...context, ...make(context, product) };
    }) as never;
  };

export const contextFlaws = flawsOf("contexts", {
  "base-first-gold-master": [
    "`4.context-of-snap`: the base is that of the first gold master.",
    (p) =>
      wrap(
        p.contexts,
        "rememberGoldMaster",
        () =>
          (product, { channel }) =>
            (product.lastGoldMaster ??= channel),
      ),
  ],
  "base-always-null": [
    "`4.context-of-snap`: a snap revision has no base.",
    change("snap", () => ({ base_channel: null })),
  ],
  "base-stable": [
    "`4.context-of-snap`: without a gold master the base is stable.",
    (p) => (p.contexts.lastGoldMaster = ({ lastGoldMaster }) => lastGoldMaster ?? "stable"),
  ],
  "base-own-channel": [
    "`4.context-of-snap`: without a gold master the base is the snap's own channel.",
    change("snap", (context) => ({ base_channel: context.base_channel ?? context.channel })),
  ],
  "base-is-update": [
    "`4.context-of-snap`: base and update channel are exchanged.",
    change("snap", (context) => ({
      base_channel: context.update_channel,
      update_channel: context.base_channel,
    })),
  ],
  "base-of-any-product": [
    "`4.context-of-snap`: the last gold master of any product counts.",
    (p) => {
      let last: string | null = null;
      wrap(
        p.contexts,
        "rememberGoldMaster",
        () =>
          (_product, { channel }) =>
            void (last = channel),
      );
      wrap(p.contexts, "lastGoldMaster", () => () => last);
    },
  ],
  "base-of-name": [
    "`4.context-of-snap`: the last gold master of any product of that name counts.",
    (p) => {
      const last = new Map<string, string>();
      wrap(
        p.contexts,
        "rememberGoldMaster",
        () =>
          ({ name }, { channel }) =>
            void last.set(name, channel),
      );
      wrap(
        p.contexts,
        "lastGoldMaster",
        () =>
          ({ name }) =>
            last.get(name) ?? null,
      );
    },
  ],
  "base-of-referenced-snap": [
    "`4.context-of-snap`: only a gold master that has the snap gives it a base.",
    (p) => {
      const listed = new Map<string, string>();
      wrap(p.contexts, "rememberGoldMaster", (right) => (product, goldMaster) => {
        right(product, goldMaster);
        for (const { name } of goldMaster.snaps) listed.set(`${product.id} ${name}`, goldMaster.channel);
      });
      wrap(
        p.contexts,
        "base",
        () =>
          (product, { name }) =>
            listed.get(`${product.id} ${name}`) ?? null,
      );
    },
  ],
  "base-null-again": [
    "`4.advertised-again`: a first base of null is not kept (`if base`).",
    (p) =>
      wrap(p.contexts, "base", (right) => (product, snap, channel) => {
        const key = p.contexts.baseKey(snap, channel);
        if (product.bases.get(key) === null) product.bases.delete(key);
        return right(product, snap, channel);
      }),
  ],
  "base-of-now": [
    "`4.advertised-again`: a revision that comes again has the base of now.",
    (p) => (p.contexts.base = (product) => p.contexts.lastGoldMaster(product)),
  ],
  "base-of-any-channel": [
    "`4.advertised-again`: a revision keeps its first base on another channel.",
    (p) => (p.contexts.baseKey = ({ name, revision }) => JSON.stringify([name, revision])),
  ],
  "base-of-any-revision": [
    "`4.advertised-again`: another revision has the base of the first one.",
    (p) => (p.contexts.baseKey = ({ name }, channel) => JSON.stringify([name, channel])),
  ],
  "base-of-any-snap": [
    "`4.advertised-again`: another snap of that revision has the base of the first one.",
    (p) => (p.contexts.baseKey = ({ revision }, channel) => JSON.stringify([revision, channel])),
  ],
  "base-refused-counts": [
    "`4.no-test-spec`: a gold master that is refused for want of a Test Spec counts as the last.",
    (p) =>
      wrap(p.errors, "noSpecOfProduct", (right) => (product) => {
        product.lastGoldMaster = "edge";
        return right(product);
      }),
  ],
  "base-changes-later": [
    "Section 4: an opportunity's base changes with the next gold master.",
    (p) =>
      wrap(p.views, "context", (right) => (o) => {
        const isSnap = o.context.update_channel !== null;
        return { ...right(o), ...(isSnap && { base_channel: o.product.lastGoldMaster }) };
      }),
  ],
  "base-lost-by-put": [
    "`4.updateProduct`: replacing a product forgets its last gold master.",
    (p) =>
      p.after.push((answer, { operation, product }) => {
        if (operation === "updateProduct" && product) product.lastGoldMaster = null;
        return answer;
      }),
  ],
  "base-image-counts": [
    "`4.image-extras`: an image's channel counts as that of a gold master.",
    (p) =>
      wrap(p.contexts, "image", (right) => (product, image) => {
        product.lastGoldMaster = image.channel ?? product.lastGoldMaster;
        return right(product, image);
      }),
  ],
  "base-at-snaps-not-kept": [
    "`9.c-2`: a gold master at /snaps does not count as the last.",
    (p) => {
      let isAtSnaps = false;
      p.before.push(({ operation }) => {
        isAtSnaps = operation === "advertiseSnap";
        return undefined;
      });
      wrap(p.contexts, "rememberGoldMaster", (right) => (product, goldMaster) => {
        if (!isAtSnaps) right(product, goldMaster);
      });
    },
  ],
  "gold-master-update-channel": [
    "`4.context-of-gold-master`: update_channel is the channel.",
    change("goldMaster", (context) => ({ update_channel: context.channel })),
  ],
  "gold-master-no-base": [
    "`4.context-of-gold-master`: base_channel is null.",
    change("goldMaster", () => ({ base_channel: null })),
  ],
  "gold-master-first-snap": [
    "`4.context-of-gold-master`: the primary snap is the first.",
    (p) => (p.contexts.primary = (snaps) => snaps[0]?.name ?? null),
  ],
  "gold-master-by-name": [
    "`4.context-of-gold-master`: the primary snap is the last by name.",
    (p) =>
      (p.contexts.primary = (snaps) =>
        snaps
          .map(({ name }) => name)
          .toSorted()
          .at(-1) ?? null),
  ],
  "gold-master-one-snap": [
    "Section 4: of a gold master only the primary snap is kept.",
    change("goldMaster", ({ snaps }) => ({ snaps: snaps.slice(-1) })),
  ],
  "gold-master-snaps-once": [
    "Section 4: of a gold master a snap that comes twice is kept once.",
    change("goldMaster", ({ snaps }) => ({
      snaps: [...new Map(snaps.map((snap) => [snap.name, snap])).values()],
    })),
  ],
  "gold-master-revision-text": [
    "Section 4: revisions of a gold master come back as strings.",
    change("goldMaster", ({ snaps }) => ({
      snaps: snaps.map(({ name, revision }) => ({ name, revision: String(revision) as never })),
    })),
  ],
  "gold-master-own-snaps": [
    "`4.advertiseGoldMaster`: snaps that the product does not reference are dropped.",
    change("goldMaster", ({ snaps }, product) => ({
      snaps: snaps.filter(({ name }) => product.snaps.includes(name)),
    })),
  ],
  "snap-all-of-product": [
    "Section 4: a snap revision's `snaps` are all of the product.",
    change("snap", ({ snaps }, product) => ({
      snaps: product.snaps.map((name) => snaps.find((snap) => snap.name === name) ?? { name, revision: 0 }),
    })),
  ],
  "snap-no-primary": [
    "`4.context-of-snap`: primary_snap_name is null.",
    change("snap", () => ({ primary_snap_name: null })),
  ],
  "snap-primary-short": [
    "`4.context-of-snap`: primary_snap_name lacks the developer.",
    change("snap", ({ primary_snap_name: name }) => ({ primary_snap_name: name!.split(".")[0]! })),
  ],
  "snap-no-update-channel": [
    "`4.context-of-snap`: update_channel is null.",
    change("snap", () => ({ update_channel: null })),
  ],
  "image-base-channel": [
    "`4.context-of-image`: an image's base_channel is its channel.",
    change("image", ({ channel }) => ({ base_channel: channel })),
  ],
  "image-update-channel": [
    "`4.context-of-image`: an image's update_channel is its channel.",
    change("image", ({ channel }) => ({ update_channel: channel })),
  ],
  "image-base-of-gold-master": [
    "`4.context-of-image`: an image's base_channel is that of the last gold master.",
    change("image", (_context, { lastGoldMaster }) => ({ base_channel: lastGoldMaster })),
  ],
  "image-channel-stable": [
    "`9.c-4`: an image without a channel is of stable.",
    change("image", ({ channel }) => ({ channel: channel ?? "stable" })),
  ],
  "image-channel-dropped": [
    "`4.image-extras`: an image's channel is null.",
    change("image", () => ({ channel: null })),
  ],
  "image-extras-null": [
    "`9.c-4`: extra_snaps are null where they are left out.",
    change("image", ({ extra_snaps }) => ({
      extra_snaps: (extra_snaps.length > 0 ? extra_snaps : null) as never,
    })),
  ],
  "image-extras-in-snaps": [
    "`4.image-extras`: extra_snaps are in `snaps` as well.",
    change("image", ({ extra_snaps }) => ({ snaps: extra_snaps as never })),
  ],
  "image-snaps-of-product": [
    "`4.context-of-image`: an image's primary snap is the product's first.",
    change("image", (_context, { snaps }) => ({ primary_snap_name: snaps[0] ?? null })),
  ],
  "snap-reference-null-text": [
    "Section 4: a snap revision's image_reference is an empty string.",
    change("snap", () => ({ image_reference: "" })),
  ],
  "snap-matches-prefix": [
    "`4.snap-matches`: a snap matches products that reference a name that begins with it.",
    (p) => (p.match.references = ({ snaps }, name) => snaps.some((own) => own.startsWith(name))),
  ],
  "snap-matches-case": [
    "`4.snap-matches`: a snap's name is compared without its case.",
    (p) =>
      (p.match.references = ({ snaps }, name) =>
        snaps.some((own) => own.toLowerCase() === name.toLowerCase())),
  ],
  "snap-matches-without-developer": [
    "`4.snap-matches`: the developer of a snap does not count.",
    (p) =>
      (p.match.references = ({ snaps }, name) =>
        snaps.some((own) => own.split(".")[0] === name.split(".")[0])),
  ],
  "snap-matches-first-of-product": [
    "`4.snap-matches`: only a product's first snap counts.",
    (p) => (p.match.references = ({ snaps }, name) => snaps[0] === name),
  ],
  "snap-matches-anything": [
    "`4.snap-not-referenced`: a snap that is not referenced is taken.",
    (p) => (p.match.references = () => true),
  ],
  "snap-matches-regexp": [
    "`4.snap-matches`: the dot of a name stands for any character.",
    (p) =>
      (p.match.references = ({ snaps }, name) =>
        snaps.some((own) => new RegExp(`^${own.replace(/[^\w.-]/g, "\\$&")}$`).test(name))),
  ],
  "platform-of-product": [
    "Section 4: an opportunity's platform is the agent's once it is picked.",
    (p) =>
      wrap(p.views, "context", (right) => (o) => ({
        ...right(o),
        platform: o.holder?.platform ?? o.spec.platform,
      })),
  ],
});
