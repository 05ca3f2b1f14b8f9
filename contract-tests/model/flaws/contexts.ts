/** Other fields of the contexts: the table of section 4. */
import { flawsOf, wrap } from "../changes.js";
import { change } from "./context-changes.js";

export const contextFlaws = flawsOf("contexts", {
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
