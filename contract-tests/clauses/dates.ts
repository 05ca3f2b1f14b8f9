import type { Clause, ClauseContext } from "./clause.js";
import { Skip } from "../judge/mismatch.js";
import { oncePerRun } from "../run/once-per-run.js";
import { allOf, type Grounds } from "../judge/grounds.js";
import { answered, list, same } from "./support/expect.js";
import { defineClauses, MAKE, WALK } from "./support/define.js";
import type { Filters } from "./support/read.js";
import { DATE_FORMS, DAY, DAY_FORMS, microsOf, SECOND, ZONES } from "./support/times.js";
import { sharedTrigger } from "./support/trigger.js";
import { sharedWalk } from "./support/walk.js";

/** An item of this run with a known time, which a query selects. */
interface Dated {
  operation: string;
  envelope: string;
  path: Record<string, string>;
  test_opportunity_id: string;
  /** Microseconds since 1970. */
  at: number;
}

/** An event log, selected by its time of queueing; needs no agent. */
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

/** A result, selected by its time of storing. */
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

/** A form of date with a zone, and its grounds. */
interface Form {
  unit: number;
  ahead: number;
  write: (micros: number) => string;
  /** What has to be true for the form to be accepted. */
  taken: Grounds;
  /** What has to be true for its meaning. */
  means: Grounds;
}

async function isFound(t: ClauseContext, dated: Dated, span: Filters, taken?: Grounds): Promise<boolean> {
  const { operation, envelope, path, test_opportunity_id } = dated;
  const answer = await t.call(operation, { path, query: { ...span, test_opportunity_id } });
  return list<{ test_opportunity_id: string }>(answered(answer, 200, taken), envelope).length > 0;
}

/** Whether a start far in the future has an effect beside `test_opportunity_id`, in at least one of the documented forms. */
const datesCount = (t: ClauseContext, { operation, envelope, path, test_opportunity_id }: Dated) =>
  oncePerRun(t, `dates.${operation}`, async () => {
    for (const start_date of ["21010203T04:05:06", "21010203 04:05:06", "21010203 040506 Z"]) {
      const answer = await t.call(operation, { path, query: { start_date, test_opportunity_id } });
      if (answer.status !== 200 || list(answer.json, envelope).length === 0) return true;
    }
    return false;
  });

/**
 * Whether a form of date is read correctly: spans that begin or end just before and just after the item's time have to select
 * or exclude it. A service that misreads the unit or the zone does not.
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
  ];
  if (found[1] && !(await datesCount(t, dated)))
    throw new Skip("dates have no effect beside test_opportunity_id, so that their forms cannot be judged");
  same(`whether it is found from ${floor} until ${next}, from ${next} on`, found, [true, false], means);
  // What is not before the later date is not before the earlier one either.
  if (!(await isFound(t, dated, { end_date: floor }, taken))) return;
  const before = await isFound(t, dated, { end_date: earlier }, taken);
  same(`whether it is found before ${earlier}`, before, false, means);
  same(`whether it is found before ${floor}`, true, false, allOf(means, ["A-17"]));
}

/** The documented forms. Their list is cut off (D 1098-1099), so the other forms are assumed. */
const DOCUMENTED: Record<string, string> = {
  "compact.no-zone": "D 1068",
  "compact-space.no-zone": "D 1098",
  "digits-space.zulu": "D 1099",
};

const UNITS = [
  { forms: DATE_FORMS, unit: SECOND },
  { forms: DAY_FORMS, unit: DAY },
];

/** Each form with each zone, for results or events. */
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
            title: `A date such as ${example} is read correctly`,
            // It is assumed that events have filters by date.
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
        title: "A date without offset selects the same as with Z and with +00:00",
        provenance: place === "events" ? ["A-03", "A-23"] : ["A-03"],
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

/** Days whose number is no month's are no help here, so the day is at most 12 and not the month. */
function swapsAround(at: number): { day: number; swapped: number } | null {
  const year = new Date(at / 1000).getUTCFullYear();
  for (let month = 0; month < 12; month++)
    for (let day = 1; day <= 12; day++) {
      const [one, swapped] = [Date.UTC(year, month, day) * 1000, Date.UTC(year, day - 1, month + 1) * 1000];
      if (one <= at && swapped > at + DAY) return { day: one, swapped };
    }
  return null;
}

const monthFirst = (place: "results" | "events", judged: (t: ClauseContext) => Promise<Dated>): Clause[] =>
  defineClauses(
    {
      operation: place === "results" ? "listTestResults" : "listTestEvents",
      answer: "200",
      needs: place === "results" ? WALK : MAKE,
      leaves: "opportunities",
    },
    {
      [`times.query.${place}.month-before-day`]: {
        title: "In a date the month comes before the day, in every form",
        provenance: place === "events" ? ["D 1068", "A-03", "A-23"] : ["D 1068", "A-03"],
        statements: ["2.date-forms"],
        async run(t) {
          const dated = await judged(t);
          const pair = swapsAround(dated.at);
          if (pair === null) throw new Skip("on this day of the year no date shows it");
          for (const write of [...Object.values(DATE_FORMS), ...Object.values(DAY_FORMS)]) {
            const [day, swapped] = [write(pair.day), write(pair.swapped)];
            const found = [
              await isFound(t, dated, { start_date: day }, ["A-03"]),
              await isFound(t, dated, { end_date: swapped }, ["A-03"]),
              await isFound(t, dated, { start_date: swapped }, ["A-03"]),
            ];
            same(`whether it is found from ${day} on, before ${swapped}, from ${swapped} on`, found, [
              ...[true, true, false],
            ]);
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
  ...monthFirst("results", stored),
  ...monthFirst("events", queued),
];
