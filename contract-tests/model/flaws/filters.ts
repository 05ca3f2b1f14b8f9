/** Filters that are left alone, read wrongly, or joined wrongly. */
import { flawsOf, onStatus, problem, refuse, without, wrap } from "../changes.js";
import { MINUTE, SECOND } from "../dates.js";
import type { Policy } from "../policy.js";
import type { Listing, Query } from "../records.js";

const DAY = 24 * 60 * MINUTE;

const unused =
  (listing: Listing, name: keyof Query, only: (query: Query) => boolean = () => true) =>
  (p: Policy): void =>
    wrap(
      p.filters,
      "used",
      (right) => (where, query) =>
        where === listing && only(query) ? without({ ...right(where, query) }, name) : right(where, query),
    );

const image =
  (listing: Listing, fits: (id: string, wanted: string) => boolean) =>
  (p: Policy): void =>
    wrap(
      p.filters,
      "image",
      (right) => (where, opportunity, wanted) =>
        where === listing ? fits(opportunity.imageUniqueId, wanted) : right(where, opportunity, wanted),
    );

const bound =
  (listing: Listing, which: "from" | "until", fits: (time: number, limit: number) => boolean) =>
  (p: Policy): void =>
    wrap(
      p.filters,
      which,
      (right) => (where, time, limit) => (where === listing ? fits(time, limit) : right(where, time, limit)),
    );

const dates =
  (change: (text: string, right: (text: string) => number | undefined) => number | undefined) =>
  (p: Policy): void =>
    wrap(p.dates, "parse", (right) => (text) => change(text, right));

const noForm =
  (name: string) =>
  (p: Policy): void => {
    p.dates.forms = without(p.dates.forms, name) as Record<string, RegExp>;
  };

const count = (query: Query): number => Object.keys(query).length;

export const filterFlaws = flawsOf("filters", {
  "events-opportunity-ignored": [
    "`5.filter-opportunity`: test_opportunity_id is left alone.",
    unused("events", "test_opportunity_id"),
  ],
  "events-opportunity-case": [
    "`2.ids`: test_opportunity_id in upper case finds nothing.",
    (p) =>
      wrap(p.rules, "uuid", (right) => (value, field) => {
        const known = right(value, field);
        return field === "test_opportunity_id" ? value : known;
      }),
  ],
  "events-image-ignored": [
    "`5.filters`: image_unique_id is left alone.",
    unused("events", "image_unique_id"),
  ],
  "events-start-ignored": ["`5.filters`: start_date is left alone.", unused("events", "start_date")],
  "events-end-ignored": ["`5.filters`: end_date is left alone.", unused("events", "end_date")],
  "events-start-exclusive": [
    "`5.filters`: the start is exclusive.",
    bound("events", "from", (time, start) => time > start),
  ],
  "events-end-inclusive": [
    "`5.filters`: the end is inclusive.",
    bound("events", "until", (time, end) => time <= end),
  ],
  "events-start-inverted": [
    "`5.filters`: start_date finds what is before it.",
    bound("events", "from", (time, start) => time < start),
  ],
  "events-start-next-second": [
    "`5.filters`: what is in the second of the start is left out.",
    bound("events", "from", (time, start) => time >= start + SECOND),
  ],
  "events-image-case": [
    "`5.filters`: image_unique_id is compared without its case.",
    image("events", (id, wanted) => id.toLowerCase() === wanted.toLowerCase()),
  ],
  "events-image-prefix": [
    "`5.filters`: image_unique_id finds what begins with it.",
    image("events", (id, wanted) => id.startsWith(wanted)),
  ],
  "events-image-like": [
    "`5.filters`: _ and % of image_unique_id stand for anything (LIKE).",
    image("events", (id, wanted) => like(wanted).test(id)),
  ],
  "events-by-update": [
    "`5.filters`: dates are about updated_at.",
    (p) =>
      wrap(
        p.filters,
        "time",
        (right) => (listing, o) => (listing === "events" ? o.updatedAt : right(listing, o)),
      ),
  ],
  "events-or": [
    "`5.filters`: filters are joined with OR.",
    (p) =>
      wrap(
        p.filters,
        "all",
        (right) => (listing, checks) =>
          listing === "events" ? checks.some(Boolean) : right(listing, checks),
      ),
  ],
  "events-opportunity-alone": [
    "`5.filters`: with test_opportunity_id the other filters are left alone.",
    (p) =>
      wrap(
        p.filters,
        "used",
        () => (listing, query) =>
          listing === "events" && query.test_opportunity_id
            ? { test_opportunity_id: query.test_opportunity_id }
            : query,
      ),
  ],
  "events-image-and-dates": [
    "`5.filters`: with image_unique_id the dates are left alone.",
    (p) =>
      wrap(
        p.filters,
        "used",
        () => (listing, query) =>
          listing === "events" && query.image_unique_id
            ? without({ ...query }, "start_date", "end_date")
            : query,
      ),
  ],
  "events-unknown-404": [
    "`5.filters`: a test_opportunity_id that nothing has is 404.",
    (p) =>
      onStatus(p, [200], (answer, { operation, query }) =>
        operation === "listTestEvents" && query.test_opportunity_id && JSON.stringify(answer.body).length < 20
          ? problem(p, 404, "There is no such opportunity.")
          : answer,
      ),
  ],
  "events-span-swapped": [
    "`5.filters`: a start after the end finds what is between them.",
    (p) =>
      wrap(p.filters, "used", (right) => (listing, query) => {
        const { start_date: start, end_date: end } = query;
        const swapped = start !== undefined && end !== undefined && start > end;
        return right(listing, swapped ? { ...query, start_date: end, end_date: start } : query);
      }),
  ],
  "events-span-400": [
    "`5.filters`: a start after the end is 400.",
    (p) =>
      onStatus(p, [200], (answer, { query: { start_date: start, end_date: end } }) =>
        start !== undefined && end !== undefined && start > end
          ? problem(p, 400, "start_date is after end_date.")
          : answer,
      ),
  ],
  "results-opportunity-ignored": [
    "`6.filter-opportunity`: test_opportunity_id is left alone.",
    unused("results", "test_opportunity_id"),
  ],
  "results-image-ignored": [
    "`6.filter-image`: image_unique_id is left alone.",
    unused("results", "image_unique_id"),
  ],
  "results-image-ignored-with-dates": [
    "`6.filters`: with dates image_unique_id is left alone.",
    unused(
      "results",
      "image_unique_id",
      (query) => query.start_date !== undefined || query.end_date !== undefined,
    ),
  ],
  "results-start-ignored": ["`6.filter-dates`: start_date is left alone.", unused("results", "start_date")],
  "results-end-ignored": ["`6.filter-dates`: end_date is left alone.", unused("results", "end_date")],
  "results-start-alone-ignored": [
    "`6.filters`: start_date without end_date is left alone.",
    unused("results", "start_date", (query) => query.end_date === undefined),
  ],
  "results-end-alone-ignored": [
    "`6.filters`: end_date without start_date is left alone.",
    unused("results", "end_date", (query) => query.start_date === undefined),
  ],
  "results-dates-inverted": [
    "`6.filter-dates`: end_date finds what is after it.",
    bound("results", "until", (time, end) => time >= end),
  ],
  "results-start-exclusive": [
    "`6.bounds`: the start is exclusive.",
    bound("results", "from", (time, start) => time > start),
  ],
  "results-end-inclusive": [
    "`6.bounds`: the end is inclusive.",
    bound("results", "until", (time, end) => time <= end),
  ],
  "results-end-day": [
    "`6.bounds`: the whole day of the end counts.",
    bound("results", "until", (time, end) => time < end - (end % DAY) + DAY),
  ],
  "results-by-queue-time": [
    "`6.filter-dates`: dates are about the time when the opportunity was queued.",
    (p) => wrap(p.filters, "time", () => (_listing, opportunity) => opportunity.queuedAt),
  ],
  "results-by-post-time": [
    "`6.bounds`: dates are about the time of RESULT_POSTED.",
    (p) =>
      wrap(
        p.filters,
        "time",
        (right) => (listing, o) => (listing.endsWith("results") ? o.events[2]!.at : right(listing, o)),
      ),
  ],
  "results-image-case": [
    "`6.filters`: image_unique_id is compared without its case.",
    image("results", (id, wanted) => id.toLowerCase() === wanted.toLowerCase()),
  ],
  "results-image-contains": [
    "`6.filter-image`: image_unique_id finds what contains it.",
    image("results", (id, wanted) => id.includes(wanted)),
  ],
  "results-or": [
    "`6.filters`: filters are joined with OR.",
    (p) =>
      wrap(
        p.filters,
        "all",
        (right) => (listing, checks) =>
          listing === "results" ? checks.some(Boolean) : right(listing, checks),
      ),
  ],
  "results-first-filter-only": [
    "`6.filters`: of several filters only the first counts.",
    (p) =>
      wrap(
        p.filters,
        "all",
        (right) => (listing, checks) => (listing === "results" ? checks[0]! : right(listing, checks)),
      ),
  ],
  "results-three-filters": [
    "`6.filters`: with more than two filters the result is empty.",
    (p) =>
      wrap(
        p.filters,
        "keeps",
        (right) => (listing, o, query) =>
          (listing !== "results" || count(query) < 3) && right(listing, o, query),
      ),
  ],
  "results-need-a-filter": [
    "`6.filters`: results come only to who names an image or an opportunity.",
    (p) =>
      wrap(
        p.filters,
        "keeps",
        (right) => (listing, o, query) =>
          right(listing, o, query) &&
          (listing !== "results" ||
            Boolean(
              query.image_unique_id ?? query.test_opportunity_id ?? query.start_date ?? query.end_date,
            )),
      ),
  ],
  "filter-decoded-twice": [
    "`2.date-zones`: query values are decoded twice, so that %2B is a blank in the end.",
    (p) =>
      wrap(
        p.request,
        "decodeQuery",
        (right) => (raw) =>
          right(raw).map(([name, value]) => [name, decodeURIComponent(value.replaceAll("+", " "))]),
      ),
  ],
  "filter-plus": [
    "`2.date-forms`: + of a query is no blank.",
    (p) => wrap(p.request, "decodeQuery", (right) => (raw) => right(raw.replaceAll("+", "%2B"))),
  ],
  "date-offset-ignored": [
    "`2.date-zones`: an offset is read and left alone.",
    (p) => wrap(p.dates, "zone", (right) => (text) => ({ ...right(text), offset: 0 })),
  ],
  "date-offset-inverted": [
    "`2.date-zones`: an offset counts the other way.",
    (p) =>
      wrap(p.dates, "zone", (right) => (text) => {
        const { rest, offset } = right(text);
        return { rest, offset: offset === undefined ? undefined : -offset };
      }),
  ],
  "date-offset-minutes": [
    "`2.date-zones`: minutes of an offset are left alone.",
    (p) =>
      wrap(p.dates, "zone", (right) => (text) => {
        const { rest, offset } = right(text);
        return { rest, offset: offset === undefined ? undefined : Math.trunc(offset / 60) * 60 };
      }),
  ],
  "date-offset-no-colon": [
    "`2.date-zones`: +0200 is refused.",
    dates((text, right) => (/[+-]\d{4}$/.test(text) ? undefined : right(text))),
  ],
  "date-offset-blank": [
    "`2.date-zones`: an offset after a blank is refused.",
    dates((text, right) => (/ [+-Z]/.test(text) ? undefined : right(text))),
  ],
  "date-z-refused": [
    "`2.date-zones`: Z is refused.",
    dates((text, right) => (text.endsWith("Z") ? undefined : right(text))),
  ],
  "date-local": [
    "`2.date-utc`: a date without an offset is local time, two hours west.",
    (p) => (p.dates.localOffset = -120),
  ],
  "date-compact-t-refused": ["`2.date-forms`: 20150826T00:00:00 is refused.", noForm("compactT")],
  "date-compact-blank-refused": ["`2.date-forms`: 20150914 17:51:31 is refused.", noForm("compactBlank")],
  "date-digits-refused": ["`2.date-forms`: 20150914 175131 Z is refused.", noForm("digitsBlank")],
  "date-extended-refused": ["`2.date-forms`: 2015-08-26T00:00:00 is refused.", noForm("extendedT")],
  "date-day-refused": ["`2.date-forms`: 2015-08-26 is refused.", noForm("extendedDay")],
  "date-compact-day-refused": ["`2.date-forms`: 20150826 is refused.", noForm("compactDay")],
  "date-compact-day-number": [
    "`2.date-forms`: 20150826 is read as seconds since 1970.",
    dates((text, right) => (/^\d{8}$/.test(text) ? Number(text) * SECOND : right(text))),
  ],
  "date-seconds-dropped": [
    "`2.date-forms`: seconds of 20150914 17:51:31 are left alone.",
    dates((text, right) => right(text.replace(/^(\d{8} \d\d:\d\d:)\d\d/, "$100"))),
  ],
  "date-day-month": [
    "`2.date-forms`: 2015-08-05 is the 8th of May.",
    dates((text, right) =>
      right(/^\d{4}-(0\d)-(0\d)$/.test(text) ? text.replace(/-(\d\d)-(\d\d)$/, "-$2-$1") : text),
    ),
  ],
  "date-fraction-refused": [
    "`2.date-forms`: a fraction of a second is refused.",
    dates((text, right) => (text.includes(".") ? undefined : right(text))),
  ],
  "date-fraction-dropped": [
    "`2.date-forms`: a fraction of a second is left alone.",
    (p) => (p.dates.fraction = () => 0),
  ],
  "date-fraction-milliseconds": [
    "`2.date-forms`: of a fraction of a second only milliseconds count.",
    (p) => wrap(p.dates, "fraction", (right) => (digits) => Math.floor(right(digits) / 1000) * 1000),
  ],
  "date-fraction-as-number": [
    "`2.date-forms`: the fraction .5 is five microseconds.",
    (p) => (p.dates.fraction = (digits) => Number(digits ?? 0)),
  ],
  "date-rolls-over": [
    "`2.date-refused`: 2015-02-30 is the 2nd of March.",
    (p) =>
      wrap(
        p.dates,
        "existing",
        (right) => (parts) =>
          right(parts) ?? Date.UTC(parts[0]!, parts[1]! - 1, parts[2], ...parts.slice(3)) * 1000,
      ),
  ],
  "date-milliseconds": [
    "`2.date-refused`: a number of milliseconds is taken.",
    dates((text, right) => (/^\d{12,14}$/.test(text) ? Number(text) * 1000 : right(text))),
  ],
  "date-empty": [
    "`2.date-refused`: an empty date is the beginning of time.",
    dates((text, right) => (text === "" ? 0 : right(text))),
  ],
  "date-anything": [
    "`2.date-refused`: a date that cannot be read is now.",
    dates((text, right) => right(text) ?? Date.now() * 1000),
  ],
  "date-500": [
    "`2.date-refused`: a date that cannot be read is 500.",
    (p) =>
      wrap(
        p.rules,
        "date",
        (right) => (value, field) =>
          p.dates.parse(value) === undefined ? refuse(500, "ValueError") : right(value, field),
      ),
  ],
  "date-javascript": [
    "`2.date-refused`: all that Date.parse reads is taken.",
    dates(
      (text, right) => right(text) ?? (Number.isNaN(Date.parse(text)) ? undefined : Date.parse(text) * 1000),
    ),
  ],
  "image-filter-37": [
    "`5.filters`: an image_unique_id over 36 characters finds nothing.",
    (p) => (p.rules.filteredImageId = { min: 1, max: 1000 }),
  ],
});

function like(pattern: string): RegExp {
  const parts = [...pattern].map((char) =>
    char === "_" ? "." : char === "%" ? ".*" : char.replace(/[^\w-]/, "\\$&"),
  );
  return new RegExp(`^${parts.join("")}$`, "s");
}
