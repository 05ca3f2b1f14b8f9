import { around, onAnswer } from "../mutants/around.js";
import { type Context, contextsOf, objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import { remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";

/** Earlier advertisements to one product. */
interface Seen {
  /** Bodies of gold masters at either path, oldest first. */
  goldMasters: { snaps: { name: string; revision: number }[]; channel: string }[];
  /** Channels of all advertisements, oldest first. */
  channels: (string | null)[];
}

const ADVERTISE = ["advertiseImage", "advertiseSnap", "advertiseGoldMaster"];

/** Changes the context of new opportunities; `seen` has the earlier advertisements. */
const otherwise = (change: (context: Context, seen: Seen, call: Call) => void): Mutant["wrap"] =>
  remembering("*", () => {
    const ofProduct = new Map<string, Seen>();
    const ofOpportunity = new Map<unknown, Seen>();
    return async (answer, call) => {
      if (ADVERTISE.includes(call.operationId) && answer.status === 201) {
        const id = call.path["product_id"]!;
        const before = ofProduct.get(id) ?? { goldMasters: [], channels: [] };
        for (const made of (answer.body as { ids: { test_opportunity_id: string }[] }).ids)
          ofOpportunity.set(made.test_opportunity_id, before);
        const body = objectOf(await call.body());
        const isGoldMaster = Array.isArray(body["snaps"]);
        ofProduct.set(id, {
          goldMasters: isGoldMaster
            ? [...before.goldMasters, body as unknown as Seen["goldMasters"][0]]
            : before.goldMasters,
          channels: [...before.channels, (body["channel"] as string | undefined) ?? null],
        });
      }
      for (const context of contextsOf(answer, call)) {
        const { id, test_opportunity_id } = context as { id?: string; test_opportunity_id?: string };
        const seen = ofOpportunity.get(test_opportunity_id ?? id);
        if (seen) change(context, seen, call);
      }
    };
  });

const isSnap = ({ update_channel }: Context): boolean => update_channel !== null;
const isGoldMaster = (context: Context): boolean => !isSnap(context) && context.primary_snap_name !== null;
/** The places that show the snaps of a context. */
const snapsOf = ({ snaps = [] }: Context): { name: string; revision: number }[] => snaps;
const set = (context: Context, name: keyof Context, value: unknown): void =>
  void Reflect.set(context, name, value);

/** The places of a context, each with its operation. */
const PLACES = { log: "listTestEvents", pick: "pickTestOpportunity", result: "listTestResults" } as const;

const FLAWS: readonly [
  name: string,
  breaks: string,
  step: string,
  change: (context: Context, seen: Seen) => void,
][] = [
  [
    "base-of-today",
    "a repeated revision gets the base of the last gold master",
    "again-first",
    (context, { goldMasters }) => {
      if (isSnap(context)) set(context, "base_channel", goldMasters.at(-1)?.channel ?? null);
    },
  ],
  [
    "null-not-kept",
    "a repeated revision without a base gets the base of the last gold master",
    "again-null",
    (context, { goldMasters }) => {
      if (isSnap(context) && context.base_channel === null)
        set(context, "base_channel", goldMasters.at(-1)?.channel ?? null);
    },
  ],
  [
    "base-of-first",
    "the base is the first gold master",
    "listed-before",
    (context, { goldMasters }) => {
      if (isSnap(context) && context.base_channel !== null)
        set(context, "base_channel", goldMasters[0]?.channel ?? null);
    },
  ],
  [
    "base-of-any",
    "the base is the channel of the last advertisement of any kind",
    "after-image",
    (context, { channels }) => {
      if (isSnap(context) && context.base_channel !== null)
        set(context, "base_channel", channels.at(-1) ?? null);
    },
  ],
  [
    "base-that-lists",
    "the base is the last gold master that lists the snap",
    "other-snap",
    (context, { goldMasters }) => {
      const lists = goldMasters.filter(({ snaps }) =>
        snaps.some(({ name }) => name === context.primary_snap_name),
      );
      if (isSnap(context)) set(context, "base_channel", lists.at(-1)?.channel ?? null);
    },
  ],
  [
    "same-channel-no-base",
    "a snap on the channel of its base has no base",
    "own-channel",
    (context) => {
      if (context.update_channel === context.base_channel) set(context, "base_channel", null);
    },
  ],
  [
    "image-base",
    "an image has the base of the last gold master",
    "image",
    (context, { goldMasters }) => {
      if (!isSnap(context) && !isGoldMaster(context))
        set(context, "base_channel", goldMasters.at(-1)?.channel ?? null);
    },
  ],
  [
    "image-primary",
    "an image has the primary snap of the last gold master",
    "image-last",
    (context, { goldMasters }) => {
      if (!isSnap(context) && !isGoldMaster(context))
        set(context, "primary_snap_name", goldMasters.at(-1)?.snaps.at(-1)?.name ?? null);
    },
  ],
  [
    "gold-master-update",
    "a second gold master has an update_channel",
    "another-order",
    (context, { goldMasters }) => {
      if (isGoldMaster(context) && goldMasters.length > 0)
        set(context, "update_channel", context.base_channel);
    },
  ],
  [
    "gold-master-base",
    "a gold master has the base of the previous one",
    "another-order",
    (context, { goldMasters }) => {
      const last = goldMasters.at(-1);
      if (isGoldMaster(context) && last) set(context, "base_channel", last.channel);
    },
  ],
];

/** Flaws that only show in `snaps`, which results do not have. */
const OF_SNAPS: readonly [
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

const inPlaces = (flaws: typeof FLAWS, places: readonly (keyof typeof PLACES)[]): WrittenFlaw[] =>
  flaws.flatMap(([name, breaks, step, change]) =>
    places.map((place): WrittenFlaw => [
      `${place}.${name}`,
      `${breaks}: in the ${place}`,
      `contexts.${place}.${step}`,
      otherwise((context, seen, call) => {
        if (call.operationId === PLACES[place]) change(context, seen);
      }),
    ]),
  );

/** Changes the base in every log after a request of another operation. */
const afterwards = (operation: string, change: (context: Context) => void): Mutant["wrap"] =>
  remembering(["listTestEvents", operation], () => {
    const changed = new Set<string>();
    return (answer, call) => {
      const id = call.path["product_id"]!;
      if (call.operationId === operation && answer.status < 300) changed.add(id);
      else if (changed.has(id)) contextsOf(answer, call).forEach(change);
    };
  });

/** Flaws of contexts that only show with several advertisements. */
export const sequenceFlaws = defineFlaws("contexts", [
  ...inPlaces(FLAWS, ["log", "pick", "result"]),
  ...inPlaces(OF_SNAPS, ["log", "pick"]),
  [
    "stays.replaced",
    "a replacement deletes the snaps of existing opportunities",
    "contexts.stays",
    afterwards("updateProduct", (context) => set(context, "snaps", [])),
  ],
  [
    "stays.spec-deleted",
    "the deletion of a Test Spec deletes the platform of its opportunities",
    "contexts.stays",
    afterwards("deleteTestSpec", (context) => set(context, "platform", null)),
  ],
  [
    "stays.gold-master",
    "a gold master becomes the base of existing opportunities",
    "contexts.stays",
    afterwards("advertiseGoldMaster", (context) => {
      if (isSnap(context)) set(context, "base_channel", "stable");
    }),
  ],
  [
    "replaced.base-lost",
    "a replacement forgets the last gold master",
    "contexts.base.after-replacement",
    afterwards("updateProduct", (context) => set(context, "base_channel", null)),
  ],
  [
    "replaced.first-lost",
    "a replacement forgets the first context of revisions",
    "contexts.base.after-replacement",
    afterwards("updateProduct", (context) => {
      if (context.base_channel === null) set(context, "base_channel", "candidate");
    }),
  ],
  [
    "refused-gold-master",
    "a refused gold master becomes the base",
    "contexts.base.refused-gold-master",
    around(["advertiseGoldMaster"], () => async (call) => {
      const { channel, snaps } = objectOf(await call.body());
      const answer = await call.send();
      if (answer.status === 400 && channel === "Stable")
        await call.send({ body: { snaps, channel: "stable" } });
      return answer;
    }),
  ],
  [
    "new-test-spec",
    "a repeated revision gets the current base for a new Test Spec",
    "contexts.base.new-test-spec",
    onAnswer(["listTestEvents"], (answer, call) => {
      const id = call.url.searchParams.get("test_opportunity_id");
      if (id === null) return;
      for (const context of contextsOf(answer, call)) {
        const { snaps = [], channel } = context;
        if (channel === "edge" && snaps[0]?.revision === 1 && context.base_channel === null)
          set(context, "base_channel", "stable");
      }
    }),
  ],
  [
    "legacy-snap.one-base",
    "a legacy snap revision has the same base for all products",
    "contexts.legacy-snap",
    onAnswer(["listTestEvents"], (answer, call) => {
      for (const context of contextsOf(answer, call))
        if (context.channel === null && context.primary_snap_name !== null)
          set(context, "base_channel", "stable");
    }),
  ],
  [
    "legacy-snap.shared-base",
    "a legacy snap revision shares its base with the same revision on edge",
    "contexts.legacy-snap.own",
    remembering(["advertiseSnap", "listTestEvents"], () => {
      const onEdge = new Set<unknown>();
      return async (answer, call) => {
        if (call.operationId === "advertiseSnap") {
          const { name, channel } = objectOf(await call.body());
          if (channel === "edge") onEdge.add(name);
          return;
        }
        for (const context of contextsOf(answer, call))
          if (context.channel === null && onEdge.has(context.primary_snap_name))
            set(context, "base_channel", null);
      };
    }),
  ],
  [
    "legacy-snap.channel",
    "a legacy snap revision has the channel stable",
    "contexts.legacy-snap",
    onAnswer(["listTestEvents"], (answer, call) => {
      for (const context of contextsOf(answer, call))
        if (context.channel === null && context.primary_snap_name !== null)
          set(context, "update_channel", "stable");
    }),
  ],
]);
