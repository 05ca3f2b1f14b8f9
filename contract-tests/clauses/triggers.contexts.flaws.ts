import { onAnswer } from "../mutants/around.js";
import { type Context, contextsOf, LOGS, RESULTS } from "../mutants/bodies.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const PLACES = { events: LOGS, pick: ["pickTestOpportunity"], results: RESULTS } as const;
type Kind = "image" | "snap" | "gold-master";

/** The kind of trigger, read from the snap fields. */
function kindOf({ primary_snap_name, update_channel }: Context): Kind {
  if (primary_snap_name === null) return "image";
  return update_channel === null ? "gold-master" : "snap";
}

/** A flaw of one field for one kind of trigger; results have neither `snaps` nor `channel`. */
type Flaw = readonly [
  name: string,
  breaks: string,
  field: keyof Context,
  kind: Kind,
  change: (context: Context) => void,
];

const FLAWS: readonly Flaw[] = [
  [
    "update-channel.wrong-place",
    "a gold master's channel is its update_channel",
    "update_channel",
    "gold-master",
    (c) => (c.update_channel = c.base_channel),
  ],
  [
    "base-channel.none",
    "a gold master has no base_channel",
    "base_channel",
    "gold-master",
    (c) => (c.base_channel = null),
  ],
  [
    "base-channel.own",
    "a snap revision's base_channel is its own channel",
    "base_channel",
    "snap",
    (c) => (c.base_channel = c.update_channel),
  ],
  [
    "update-channel.base",
    "a snap revision's update_channel is its base's",
    "update_channel",
    "snap",
    (c) => (c.update_channel = c.base_channel),
  ],
  [
    "channels.swapped",
    "a snap revision's two channels are swapped",
    "base_channel",
    "snap",
    (c) => ([c.base_channel, c.update_channel] = [c.update_channel, c.base_channel]),
  ],
  [
    "primary-snap.first",
    "a gold master's primary snap is not its last snap",
    "primary_snap_name",
    "gold-master",
    (c) => (c.primary_snap_name = c.snaps?.[0]?.name ?? "first.foo"),
  ],
  [
    "primary-snap.package",
    "a snap's name loses its developer",
    "primary_snap_name",
    "snap",
    (c) => (c.primary_snap_name = c.primary_snap_name!.split(".")[0]!),
  ],
  [
    "primary-snap.image",
    "an image has a primary snap",
    "primary_snap_name",
    "image",
    (c) => (c.primary_snap_name = "image.foo"),
  ],
  [
    "reference.text",
    "an image_reference is converted to text",
    "image_reference",
    "image",
    (c) => (c.image_reference = JSON.stringify(c.image_reference)),
  ],
  [
    "reference.lost",
    "an image_reference is lost",
    "image_reference",
    "image",
    (c) => (c.image_reference = null),
  ],
  [
    "reference.of-snap",
    "a snap revision has an image_reference",
    "image_reference",
    "snap",
    (c) => (c.image_reference = c.primary_snap_name),
  ],
  [
    "extra-snaps.lost",
    "extra_snaps of an image are lost",
    "extra_snaps",
    "image",
    (c) => (c.extra_snaps = []),
  ],
  [
    "extra-snaps.of-gold-master",
    "a gold master's primary snap is an extra snap",
    "extra_snaps",
    "gold-master",
    (c) => (c.extra_snaps = [c.primary_snap_name]),
  ],
  ["snaps.lost", "the snaps of a gold master are lost", "snaps", "gold-master", (c) => (c.snaps = [])],
  [
    "snaps.reversed",
    "the snaps of a gold master are reordered",
    "snaps",
    "gold-master",
    (c) => c.snaps?.reverse(),
  ],
  [
    "snaps.revision",
    "a snap has another revision",
    "snaps",
    "snap",
    (c) => c.snaps?.forEach((snap) => (snap.revision += 1)),
  ],
  [
    "snaps.large-revision",
    "a large revision loses its last digits",
    "snaps",
    "gold-master",
    (c) => c.snaps?.forEach((snap) => (snap.revision = Number(snap.revision.toPrecision(8)))),
  ],
  ["channel.of-image", "the channel of an image is lost", "channel", "image", (c) => (c.channel = null)],
  [
    "channel.base",
    "the channel of a snap revision is its base's",
    "channel",
    "snap",
    (c) => (c.channel = c.base_channel),
  ],
  [
    "platform.lost",
    "the platform of an image's opportunity is lost",
    "platform",
    "image",
    (c) => (c.platform = null),
  ],
];

/** Flaws of the fields that opportunities get from their trigger, at each place that shows them (contract.md §4-7). */
export const contextFlaws = defineFlaws(
  "contexts",
  Object.entries(PLACES).flatMap(([place, operations]) =>
    FLAWS.filter(([, , field]) => place !== "results" || !["snaps", "channel"].includes(field)).map(
      ([name, breaks, field, kind, change]): WrittenFlaw => [
        `${place}.${name}`,
        `${place}: ${breaks}`,
        `triggers.${field.replaceAll("_", "-")}.${kind}.in-${place}`,
        onAnswer(operations, (answer, call) => {
          for (const context of contextsOf(answer, call)) if (kindOf(context) === kind) change(context);
        }),
      ],
    ),
  ),
);
