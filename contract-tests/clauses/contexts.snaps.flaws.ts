import { type Context } from "../mutants/bodies.js";
import { type Seen, isGoldMaster, set, snapsOf, isSnap } from "./contexts.steps.flaws.js";

/** Flaws that only show in `snaps`, which results do not have. */
export const OF_SNAPS: readonly [
  name: string,
  breaks: string,
  step: string,
  change: (context: Context, seen: Seen) => void,
][] = [
  [
    "primary-sorted",
    "the primary snap of a gold master is the last by name",
    "another-order",
    (context) => {
      if (isGoldMaster(context))
        set(
          context,
          "primary_snap_name",
          snapsOf(context)
            .map(({ name }) => name)
            .toSorted()
            .at(-1),
        );
    },
  ],
  [
    "primary-highest",
    "the primary snap of a gold master is that of the highest revision",
    "at-snaps",
    (context) => {
      if (isGoldMaster(context))
        set(
          context,
          "primary_snap_name",
          snapsOf(context).toSorted((a, b) => b.revision - a.revision)[0]?.name,
        );
    },
  ],
  [
    "primary-first",
    "the primary snap of a gold master is its first",
    "two-snaps",
    (context) => {
      if (isGoldMaster(context)) set(context, "primary_snap_name", snapsOf(context)[0]?.name);
    },
  ],
  [
    "snaps-sorted",
    "the snaps of a gold master are sorted",
    "another-order",
    (context) => {
      if (isGoldMaster(context))
        set(
          context,
          "snaps",
          snapsOf(context).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        );
    },
  ],
  [
    "snaps-last",
    "only the last snap of a gold master is shown",
    "two-snaps",
    (context) => {
      if (isGoldMaster(context)) set(context, "snaps", snapsOf(context).slice(-1));
    },
  ],
  [
    "snap-on-gold-master",
    "a snap revision also shows the snaps of its base",
    "after-first",
    (context, { goldMasters }) => {
      if (isSnap(context)) set(context, "snaps", [...(goldMasters.at(-1)?.snaps ?? []), ...snapsOf(context)]);
    },
  ],
  [
    "channel-of-base",
    "a snap revision's channel is that of its base",
    "other-channel",
    (context) => {
      if (isSnap(context)) set(context, "channel", context.base_channel);
    },
  ],
  [
    "zero",
    "revision 0 is shown as null",
    "revision-zero",
    (context) => {
      set(
        context,
        "snaps",
        snapsOf(context).map((snap) => ({ ...snap, revision: snap.revision || null })),
      );
    },
  ],
];
