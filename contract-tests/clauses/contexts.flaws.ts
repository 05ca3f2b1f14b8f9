import { around, onAnswer } from "../mutants/around.js";
import { type Context, contextsOf, objectOf } from "../mutants/bodies.js";
import { remembering } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";
import type { Mutant } from "../mutants/mutant.js";
import { FLAWS, otherwise, set, isSnap } from "./contexts.steps.flaws.js";
import { OF_SNAPS } from "./contexts.snaps.flaws.js";

/** The places of a context, each with its operation. */
const PLACES = { log: "listTestEvents", pick: "pickTestOpportunity", result: "listTestResults" } as const;

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
    "replaced.snap-forgotten",
    "the contexts of a snap are forgotten when a replacement removes it",
    "contexts.base.after-replacement",
    remembering(["createProduct", "updateProduct", "listTestEvents"], () => {
      const had = new Map<unknown, string[]>();
      const forgotten = new Set<unknown>();
      return (answer, call) => {
        const { id, snaps } = objectOf(answer.body) as { id?: string; snaps?: string[] };
        if (call.operationId !== "listTestEvents") {
          for (const name of had.get(id) ?? []) if (snaps && !snaps.includes(name)) forgotten.add(name);
          if (snaps) had.set(id, snaps);
          return;
        }
        for (const context of contextsOf(answer, call))
          if (forgotten.has(context.primary_snap_name)) set(context, "base_channel", "candidate");
      };
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
    "legacy-snap.current-base",
    "a legacy snap revision that is advertised again has the base of the last gold master",
    "contexts.legacy-snap.own",
    remembering(["advertiseGoldMaster", "listTestEvents"], () => {
      const last = new Map<unknown, unknown>();
      return async (answer, call) => {
        const product = call.path["product_id"];
        if (call.operationId === "advertiseGoldMaster") {
          last.set(product, objectOf(await call.body())["channel"]);
          return;
        }
        for (const context of contextsOf(answer, call))
          if (context.channel === null && context.primary_snap_name !== null)
            set(context, "base_channel", last.get(product) ?? null);
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
