import type { Capability } from "../target/capability.js";
import type { Clause, ClauseContext } from "./clause.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import { fields, same } from "./support/expect.js";
import { type Context, KIND_NAMES, KINDS, sharedTrigger, type TriggerKind } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";

/** A place that shows the trigger of an opportunity. */
interface Place {
  operation: string;
  needs: readonly Capability[];
  provenance: string;
  statement: string;
  lacks: readonly (keyof Context)[];
  /** The expected fields and the fields that are shown. */
  look: (t: ClauseContext, kind: TriggerKind) => Promise<{ context: Context; shown: unknown }>;
}

const PLACES: Record<string, Place> = {
  events: {
    operation: "listTestEvents",
    needs: MAKE,
    provenance: "A-15",
    statement: "5.log-rest",
    lacks: [],
    async look(t, kind) {
      const { context, log } = await sharedTrigger(t, kind);
      return { context, shown: log.test_opportunity };
    },
  },
  pick: {
    operation: "pickTestOpportunity",
    needs: WALK,
    provenance: "A-21",
    statement: "7.opportunity",
    lacks: [],
    async look(t, kind) {
      const { context, picked } = await sharedWalk(t, kind);
      return { context, shown: picked };
    },
  },
  results: {
    operation: "listTestResults",
    needs: WALK,
    provenance: "A-19",
    statement: "6.result",
    lacks: ["snaps", "channel"],
    async look(t, kind) {
      const { context, result } = await sharedWalk(t, kind);
      return { context, shown: result };
    },
  },
};

/** The source of each field; the rule for its value is an assumption, as are most of its places. */
const FIELDS: Record<keyof Context, { provenance: readonly string[]; results?: readonly string[] }> = {
  image_reference: { provenance: ["A-13"], results: ["D 1076"] },
  extra_snaps: { provenance: ["A-14"], results: ["L 1070"] },
  snaps: { provenance: ["A-13"] },
  channel: { provenance: ["A-14"] },
  primary_snap_name: { provenance: ["A-13"], results: ["D 1078"] },
  base_channel: { provenance: ["A-13"], results: ["D 1079"] },
  update_channel: { provenance: ["A-13"], results: ["D 1080"] },
  platform: { provenance: ["A-08"], results: ["L 1067"] },
};

const CONTEXT_OF = {
  snap: "4.context-of-snap",
  "gold-master": "4.context-of-gold-master",
  image: "4.context-of-image",
};

function clauseOf(field: keyof Context, kind: TriggerKind, placeName: string): Clause[] {
  const { operation, needs, provenance, statement, look } = PLACES[placeName]!;
  const { provenance: rule, results = [] } = FIELDS[field];
  const documented = placeName === "results" ? results : [];
  const written = field.replaceAll("_", "-");
  return defineClauses(
    { operation, answer: "200", needs, leaves: "opportunities" },
    {
      [`triggers.${written}.${kind}.in-${placeName}`]: {
        title: `The ${placeName} has the correct ${field} of ${KIND_NAMES[kind]}`,
        provenance: [...documented, ...rule, provenance],
        statements: [CONTEXT_OF[kind], statement],
        async run(t) {
          const { context, shown } = await look(t, kind);
          const carried = context[field];
          // The fields of an image are documented to come back; the values of other triggers are our rule.
          const by = field === "image_reference" && kind === "image" ? undefined : [...rule, provenance];
          same(field, fields(shown)[field], carried, by);
        },
      },
    },
  );
}

/** Each field of the trigger, for each kind of trigger, at each place that shows it. */
export const triggeredFields: Clause[] = KINDS.flatMap((kind) =>
  Object.entries(PLACES).flatMap(([place, { lacks }]) =>
    (Object.keys(FIELDS) as (keyof Context)[])
      .filter((field) => !lacks.includes(field))
      .flatMap((field) => clauseOf(field, kind, place)),
  ),
);
