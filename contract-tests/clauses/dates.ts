import type { Clause, ClauseContext } from "./clause.js";
import { allOf, type Grounds } from "../judge/grounds.js";
import { answered, list, same } from "./support/expect.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import type { Filters } from "./support/read.js";
import { DATE_FORMS, DAY, DAY_FORMS, microsOf, SECOND, ZONES } from "./support/times.js";
import { sharedTrigger } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";

/** What a query selects: something of ours with one known time. */
interface Dated {
  operation: string;
  envelope: string;
  path: Record<string, string>;
  test_opportunity_id: string;
  /** Microseconds since 1970. */
  at: number;
}

/** An event log, by the time it was queued; it is there without an agent. */
async function queued(t: ClauseContext): Promise<Dated> {
  const { product, ids, log } = await sharedTrigger(t, "snap");
  const { test_opportunity_id } = ids[0];
  const path = { product_id: product.id };
  return {
    operation: "listTestEvents",
    envelope: "event_logs",
    path,
    test_opportunity_id,
    at: microsOf(log.queued_at),
  };
}

/** A result, by the time it was stored. */
async function stored(t: ClauseContext): Promise<Dated> {
  const { product, opportunityId, log } = await sharedWalk(t, "snap");
  const at = microsOf(log.events[3]?.timestamp);
  const path = { product_id: product.id };
  return {
    operation: "listTestResults",
    envelope: "test_results",
    path,
    test_opportunity_id: opportunityId,
    at,
  };
}

/** One form of a date with one zone, and what is known of it. */
interface Form {
  unit: number;
  ahead: number;
  write: (micros: number) => string;
  /** What has to be true for it to be taken. */
  taken: Grounds;
  /** And for it to mean this moment. */
  means: Grounds;
}

async function isFound(t: ClauseContext, dated: Dated, span: Filters, taken?: Grounds): Promise<boolean> {
  const { operation, envelope, path, test_opportunity_id } = dated;
  const answer = await t.call(operation, { path, query: { ...span, test_opportunity_id } });
  return list<{ test_opportunity_id: string }>(answered(answer, 200, taken), envelope).length > 0;
}

/**
 * Whether a form is read as what it means: the moment before a thing's time and the one after it, written in that form,
 * select it and leave it out. Readings that are off by a unit or by the zone do not.
 */
async function reads(
  t: ClauseContext,
  dated: Dated,
  { unit, ahead, write, taken, means }: Form,
): Promise<void> {
  const from = Math.floor((dated.at + ahead) / unit) * unit;
  const [earlier, floor, next] = [write(from - unit), write(from), write(from + unit)];
  const found = [
    await isFound(t, dated, { start_date: floor, end_date: next }, taken),
    await isFound(t, dated, { start_date: next }, taken),
    await isFound(t, dated, { end_date: earlier }, taken),
  ];
  const what = `whether it is found from ${floor} until ${next}, from ${next} on, before ${earlier}`;
  same(what, found, [true, false, false], means);
  const before = await isFound(t, dated, { end_date: floor }, taken);
  same(`whether it is found before ${floor}`, before, false, allOf(means, ["A-17"]));
}

/** Documented forms; the list that they are of is cut off (D 1098-1099), what else it holds is assumed as A-03 is. */
const DOCUMENTED: Record<string, string> = {
  "compact.no-zone": "D 1068",
  "compact-space.no-zone": "D 1098",
  "digits-space.zulu": "D 1099",
};

const UNITS = [
  { forms: DATE_FORMS, unit: SECOND },
  { forms: DAY_FORMS, unit: DAY },
];

/** Each form with each zone, at the results or the events. */
function formsOf(place: "results" | "events", judged: (t: ClauseContext) => Promise<Dated>): Clause[] {
  const operation = place === "results" ? "listTestResults" : "listTestEvents";
  const clauses = UNITS.flatMap(({ forms, unit }) =>
    Object.entries(forms).flatMap(([form, write]) =>
      Object.entries(ZONES).map(([zone, { suffix, ahead }]) => {
        const space = form === "digits-space" && suffix === "Z" ? " " : "";
        const whole = (micros: number): string => `${write(micros)}${space}${suffix}`;
        const documented = DOCUMENTED[`${form}.${zone}`];
        const example = whole(Date.UTC(2015, 8, 14, 17, 51, 31) * 1000);
        const taken = [documented ?? "A-03", ...(place === "events" ? ["A-23"] : [])];
        const means = zone === "no-zone" ? allOf(taken, ["A-03"]) : taken;
        return [
          `times.query.${place}.${form}.${zone}`,
          {
            title: `A date as ${example} is read, for what it means`,
            // That events take dates at all is assumed.
            provenance: taken,
            statements: [zone === "no-zone" ? "2.date-utc" : "2.date-zones", "2.date-forms"],
            run: async (t: ClauseContext) =>
              reads(t, await judged(t), { unit, ahead, write: whole, taken, means }),
          },
        ] as const;
      }),
    ),
  );
  const needs = place === "results" ? WALK : MAKE;
  return defineClauses(
    { operation, answer: "200", needs, leaves: "opportunities" },
    Object.fromEntries(clauses),
  );
}

const equal = (place: "results" | "events", judged: (t: ClauseContext) => Promise<Dated>): Clause[] =>
  defineClauses(
    {
      operation: place === "results" ? "listTestResults" : "listTestEvents",
      answer: "200",
      needs: place === "results" ? WALK : MAKE,
      leaves: "opportunities",
    },
    {
      [`times.query.${place}.no-offset-is-utc`]: {
        title: "A date without offset selects what the same date with Z and with +00:00 does",
        provenance: ["A-03"],
        statements: ["2.date-utc"],
        async run(t) {
          const dated = await judged(t);
          const from = Math.floor(dated.at / SECOND) * SECOND;
          for (const [moment, expected] of [
            [from, true],
            [from + SECOND, false],
          ] as const) {
            for (const suffix of ["", "Z", "+00:00"]) {
              const start_date = DATE_FORMS.extended(moment) + suffix;
              same(
                `whether it is found from ${start_date} on`,
                await isFound(t, dated, { start_date }),
                expected,
              );
            }
          }
        },
      },
    },
  );

/** Dates in queries (contract.md §2). */
export const dates = [
  ...formsOf("results", stored),
  ...formsOf("events", queued),
  ...equal("results", stored),
  ...equal("events", queued),
];
