import { type Context, contextsOf, objectOf } from "../mutants/bodies.js";
import type { Call } from "../mutants/call.js";
import { remembering } from "../mutants/changes.js";
import type { Mutant } from "../mutants/mutant.js";

/** Earlier advertisements to one product. */
export interface Seen {
  /** Bodies of gold masters at either path, oldest first. */
  goldMasters: { snaps: { name: string; revision: number }[]; channel: string }[];
  /** Channels of all advertisements, oldest first. */
  channels: (string | null)[];
}

const ADVERTISE = ["advertiseImage", "advertiseSnap", "advertiseGoldMaster"];

/** Changes the context of new opportunities; `seen` has the earlier advertisements. */
export const otherwise = (change: (context: Context, seen: Seen, call: Call) => void): Mutant["wrap"] =>
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

export const isSnap = ({ update_channel }: Context): boolean => update_channel !== null;

export const isGoldMaster = (context: Context): boolean =>
  !isSnap(context) && context.primary_snap_name !== null;

/** The places that show the snaps of a context. */
export const snapsOf = ({ snaps = [] }: Context): { name: string; revision: number }[] => snaps;

export const set = (context: Context, name: keyof Context, value: unknown): void =>
  void Reflect.set(context, name, value);

export const FLAWS: readonly [
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
