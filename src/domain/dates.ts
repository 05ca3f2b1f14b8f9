import type { Instant } from "./records.js";

/**
 * The time formats of the API: two that the service writes (contract.md §2) and several that it reads in queries (D
 * 1068, 1098-1099).
 */

/** `2016-01-04T17:34:39.093142`: naive UTC, for `created_at` and `agent.timing` (D 258, L 1063). */
export function naiveTime(at: Instant): string {
  const second = Math.floor(at / SECOND);
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, -4);
    lastSecond = second;
  }
  return lastText + String(at - second * SECOND).padStart(6, "0");
}

const SECOND = 1_000_000;
/** The second that was written last: the times of an answer are often of the same one. */
let lastSecond = Number.NaN;
let lastText = "";

/** `2016-01-04T16:58:28.805000+00:00`: with offset, for events, `queued_at`, `updated_at` (D 964-991). */
export function offsetTime(at: Instant): string {
  return `${naiveTime(at)}+00:00`;
}

/** The forms that a date in a query may have, for messages. */
export const DATE_FORMS =
  "2015-08-26T00:00:00, 20150826T00:00:00, 20150914 17:51:31, 20150914 175131 Z, 2015-08-26, 20150826, each with Z " +
  "or an offset such as +02:00 (no offset means UTC)";

const DATE =
  /^(?<year>\d{4})(?<dash>-?)(?<month>\d{2})\k<dash>(?<day>\d{2})(?:[T ](?<hour>\d{2}):?(?<minute>\d{2})(?::?(?<second>\d{2})(?:\.(?<fraction>\d{1,6}))?)?)? ?(?<zone>Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Parses a date of a query; null if it has none of the {@link DATE_FORMS} or is not a real time. */
export function parseDate(text: string): Instant | null {
  const match = DATE.exec(text)?.groups;
  if (!match) return null;
  const part = (name: string): number => Number(match[name] ?? 0);
  const date = new Date(0);
  date.setUTCFullYear(part("year"), part("month") - 1, part("day"));
  date.setUTCHours(part("hour"), part("minute"), part("second"));
  const real =
    date.getUTCMonth() === part("month") - 1 &&
    date.getUTCDate() === part("day") &&
    part("hour") < 24 &&
    part("minute") < 60 &&
    part("second") < 60;
  const offset = offsetMinutes(match["zone"]);
  if (!real || offset === null) return null;
  return (date.getTime() - offset * 60_000) * 1000 + Number((match["fraction"] ?? "").padEnd(6, "0"));
}

function offsetMinutes(zone: string | undefined): number | null {
  if (zone === undefined || zone === "Z") return 0;
  const digits = zone.slice(1).replace(":", "").padEnd(4, "0");
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))];
  if (hours > 23 || minutes > 59) return null;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** The message for a date that `parseDate` refused, with the parameter's name. */
export function dateProblem(parameter: string, text: string): string {
  const hint = / \d{2}:?\d{2}$/.test(text) ? "; an unescaped + in a query means a space, write %2B" : "";
  return `${parameter}: got ${JSON.stringify(text)}${hint}; accepted: ${DATE_FORMS}`;
}
