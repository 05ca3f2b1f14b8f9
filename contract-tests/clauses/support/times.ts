import { check } from "../../judge/mismatch.js";

/** Times of the contract as microseconds since 1970, which a number represents exactly until the year 2255. */

const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads `2016-01-04T16:58:28.805000`, with or without `+00:00`; also with fewer digits or another zone, because the form does
 * not change the time. NaN for anything else.
 */
export function microsOf(text: unknown): number {
  const match = INSTANT.exec(String(text));
  if (!match) return NaN;
  const [, second, parts = "", zone = "Z"] = match;
  const offset = zone.replace(/^(...):?(..)$/, "$1:$2");
  return Date.parse(`${second!}${offset}`) * 1000 + Number(parts.padEnd(6, "0"));
}

const SIX_DIGITS = /\.\d{6}(\+00:00)?$/;
const isWritten = (text: unknown): boolean => microsOf(text) > 0 && SIX_DIGITS.test(String(text));
/** Without an offset (D 258). */
export const isNaive = (text: unknown): boolean => isWritten(text) && !String(text).endsWith("+00:00");
/** With an offset (D 964). */
export const hasOffset = (text: unknown): boolean => isWritten(text) && String(text).endsWith("+00:00");

/** The beginning of the second of an instant. */
export const secondOf = (micros: number): number => Math.floor(micros / SECOND) * SECOND;
export const SECOND = 1_000_000;
export const DAY = 86_400 * SECOND;

/** The forms of dates in queries, without a zone; whole seconds. */
export const DATE_FORMS = {
  extended: (micros: number) => iso(micros),
  compact: (micros: number) => iso(micros).replaceAll("-", ""),
  "compact-space": (micros: number) => iso(micros).replaceAll("-", "").replace("T", " "),
  "digits-space": (micros: number) => iso(micros).replace(/[-:]/g, "").replace("T", " "),
} as const;

/** A documented form with a zone (D 1099); the meaning of a date without a zone is assumed. */
export const shownDate = (micros: number): string => `${DATE_FORMS["digits-space"](micros)} Z`;

/** As {@link DATE_FORMS}, for days. */
export const DAY_FORMS = {
  day: (micros: number) => iso(micros).slice(0, 10),
  "compact-day": (micros: number) => iso(micros).slice(0, 10).replaceAll("-", ""),
} as const;

/** What may follow a date, and the shift of the date that keeps its meaning. */
export const ZONES = {
  "no-zone": { suffix: "", ahead: 0 },
  zulu: { suffix: "Z", ahead: 0 },
  offset: { suffix: "+02:00", ahead: 2 * 3600 * SECOND },
  "offset-without-colon": { suffix: "+0545", ahead: 5.75 * 3600 * SECOND },
  "offset-after-a-blank": { suffix: " -11:00", ahead: -11 * 3600 * SECOND },
  "negative-offset": { suffix: "-03:30", ahead: -3.5 * 3600 * SECOND },
} as const;

/** `2016-01-04T16:58:28` */
function iso(micros: number): string {
  check(Number.isFinite(micros), "a time in a documented form, for the date of a query", "none");
  return new Date(micros / 1000).toISOString().slice(0, 19);
}

/** The reason of a skip: no documented form of a query's date has fractions of a second. */
export const NO_FRACTIONS =
  "this target does not read dates with fractions of a second, which no document requires";
