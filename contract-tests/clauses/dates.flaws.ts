import { around } from "../mutants/around.js";
import { jsonAnswer } from "../mutants/bodies.js";
import type { Mutant } from "../mutants/mutant.js";
import { HOUR, later } from "../mutants/times.js";
import { onStatus } from "../mutants/changes.js";
import { defineFlaws, type WrittenFlaw } from "../mutants/define-flaws.js";

const PLACES = { events: ["listTestEvents"], results: ["listTestResults"] } as const;
type Place = keyof typeof PLACES;

const ZONE = / ?(Z|[+-]\d{2}:?\d{2})$/;

/** The forms of dates, without the zone. */
const FORMS: Record<string, RegExp> = {
  extended: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/,
  compact: /^\d{8}T\d{2}:\d{2}:\d{2}$/,
  "compact-space": /^\d{8} \d{2}:\d{2}:\d{2}$/,
  "digits-space": /^\d{8} \d{6}$/,
  day: /^\d{4}-\d{2}-\d{2}$/,
  "compact-day": /^\d{8}$/,
};

/** Changes how each date of a query is read; null refuses the date. */
function reading(place: Place, change: (date: string) => string | null): Mutant["wrap"] {
  return around(PLACES[place], () => async (call) => {
    const query: Record<string, string> = {};
    for (const name of ["start_date", "end_date"]) {
      const date = call.url.searchParams.get(name);
      if (date === null) continue;
      const read = change(date);
      const message = `${name}: not read; such as 2015-08-26T00:00:00`;
      if (read === null) return jsonAnswer(400, { id: "invalid-data", message, url: null });
      if (read !== date) query[name] = read;
    }
    return call.send(Object.keys(query).length === 0 ? {} : { query });
  });
}

function ofPlace(place: Place): WrittenFlaw[] {
  const clauses = `times.query.${place}`;
  return [
    ...Object.entries(FORMS).map(([form, fits]): WrittenFlaw => [
      `${place}.refused.${form}`,
      `${place}: dates of the form ${form} are refused`,
      `${clauses}.${form}.*`,
      reading(place, (date) => (fits.test(date.replace(ZONE, "")) ? null : date)),
    ]),
    [
      `${place}.zone-ignored`,
      `${place}: the zone of a date is ignored`,
      [`${clauses}.*.offset`, `${clauses}.*.negative-offset`],
      reading(place, (date) => date.replace(ZONE, "")),
    ],
    [
      `${place}.offset-backwards`,
      `${place}: the offset of a date is added instead of subtracted`,
      [`${clauses}.*.offset`, `${clauses}.*.negative-offset`],
      reading(place, (date) =>
        date.replace(/([+-])(\d{2}:?\d{2})$/, (whole, sign: string, rest: string) =>
          ZONE.test(date) && /T|:| /.test(date.slice(0, -6)) ? `${sign === "+" ? "-" : "+"}${rest}` : whole,
        ),
      ),
    ],
    [
      `${place}.zulu-refused`,
      `${place}: a date with Z is refused`,
      `${clauses}.*.zulu`,
      reading(place, (date) => (date.endsWith("Z") ? null : date)),
    ],
    [
      `${place}.local-time`,
      `${place}: a date without an offset is read as local time, an hour ahead of UTC`,
      [`${clauses}.no-offset-is-utc`, `${clauses}.*.no-zone`],
      reading(place, (date) => (ZONE.test(date) ? date : later(date, -HOUR))),
    ],
    [
      `${place}.day-is-its-end`,
      `${place}: a plain date means the end of that day`,
      [`${clauses}.day.*`, `${clauses}.compact-day.*`],
      reading(place, (date) =>
        FORMS["day"]!.test(date.replace(ZONE, "")) || FORMS["compact-day"]!.test(date.replace(ZONE, ""))
          ? later(date, 24 * HOUR)
          : date,
      ),
    ],
  ];
}

/** Flaws of how dates in queries are read (contract.md §2). */
export const dateFlaws = defineFlaws("dates", [
  ...ofPlace("events"),
  ...ofPlace("results"),
  ...(["listTestResults", "listTestResultsAlias", "listTestEvents"] as const).map(
    (operation): WrittenFlaw => [
      `unnamed.${operation}`,
      `${operation}: the refusal of an invalid date does not name the parameter`,
      {
        listTestResults: "results.unreadable-date",
        listTestResultsAlias: "results-alias.unreadable-date",
        listTestEvents: "history.events.unreadable-date",
      }[operation],
      onStatus([operation], 400, (answer) => {
        answer.body = { id: "invalid-data", message: "a wrong date", url: null };
      }),
    ],
  ),
]);
