/** Dates of queries that are read wrongly. */
import { flawsOf, refuse, without, wrap } from "../changes.js";
import { SECOND } from "../dates.js";
import type { Policy } from "../policy.js";

const dates =
  (change: (text: string, right: (text: string) => number | undefined) => number | undefined) =>
  (p: Policy): void =>
    wrap(p.dates, "parse", (right) => (text) => change(text, right));

const noForm =
  (name: string) =>
  (p: Policy): void => {
    p.dates.forms = without(p.dates.forms, name) as Record<string, RegExp>;
  };

export const dateFlaws = flawsOf("filters", {
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
      right(
        /^\d{4}-(0\d|1[0-2])-(0\d|1[0-2])$/.test(text) ? text.replace(/-(\d\d)-(\d\d)$/, "-$2-$1") : text,
      ),
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
});
