import type { Clause } from "./clause.js";
import { defineClauses, WALK } from "./support/define.js";
import { same } from "./support/expect.js";
import { type Done, STEPS, allSteps } from "./support/context-steps.js";
import { part, lasting } from "./contexts-lasting.js";

const LOGGED = [
  "image_reference",
  "extra_snaps",
  "snaps",
  "channel",
  "primary_snap_name",
  "base_channel",
  "update_channel",
  "platform",
] as const;

const IN_RESULTS = [
  "image_reference",
  "extra_snaps",
  "primary_snap_name",
  "base_channel",
  "update_channel",
] as const;

const PLACES = [
  {
    place: "log",
    operation: "listTestEvents",
    by: ["A-15"],
    fields: LOGGED,
    shown: ({ logged }: Done): unknown => logged,
  },
  {
    place: "pick",
    operation: "pickTestOpportunity",
    by: ["A-21"],
    fields: LOGGED,
    shown: ({ picked }: Done): unknown => picked,
  },
  {
    place: "result",
    operation: "listTestResults",
    by: ["D 1076-1080", "A-19"],
    fields: IN_RESULTS,
    shown: ({ result }: Done): unknown => result,
  },
] as const;

const sequence = Object.entries(STEPS).flatMap(([name, { words, by = [], send }]) =>
  PLACES.flatMap((place) =>
    defineClauses(
      { operation: place.operation, answer: "200", needs: WALK, leaves: "opportunities" },
      {
        [`contexts.${place.place}.${name}`]: {
          title: `Among many advertisements the ${place.place} has the context of ${words}`,
          provenance: [...place.by, "A-13", ...(send.kind === "image" ? ["A-14"] : []), ...by],
          statements: [
            by.includes("A-12")
              ? "4.advertised-again"
              : `4.context-of-${send.kind === "gold-master-at-snaps" ? "gold-master" : send.kind}`,
          ],
          async run(t) {
            const done = (await allSteps(t)).get(name)!;
            same(
              `the context of ${words}`,
              part(place.shown(done), place.fields),
              part(done.expected, place.fields),
            );
          },
        },
      },
    ),
  ),
);

/** Contexts of opportunities after several advertisements (contract.md §4). */
export const contexts: readonly Clause[] = [...sequence, ...lasting];
