/** Base channels that are those of another gold master, or none. */
import { flawsOf, wrap } from "../changes.js";
import { change } from "./context-changes.js";

export const baseChannelFlaws = flawsOf("contexts", {
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
});
