import { naiveTime } from "./dates.js";
import type { Instant } from "./records.js";

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long, for people: `30 ms`, `4.4 s`, `2 min 5 s`, `3 h 20 min`, `9 d 4 h`. `span` is in microseconds. */
export function spanText(span: number): string {
  if (span < SECOND) return `${Math.round(span / 1000)} ms`;
  if (span < 10 * SECOND) return `${Math.round(span / 100_000) / 10} s`;
  if (span < MINUTE) return `${Math.round(span / SECOND)} s`;
  if (span < HOUR) return two(span, MINUTE, "min", SECOND, "s");
  if (span < DAY) return two(span, HOUR, "h", MINUTE, "min");
  return two(span, DAY, "d", HOUR, "h");
}

/** A time for people, the date only where it is another than now's: `17:03:12 (in 2 min 5 s)`. */
export function whenText(at: Instant, now: Instant, preposition?: "at"): string {
  const [day, time] = naiveTime(at).split("T") as [string, string];
  const clock = time.slice(0, 8);
  const sameDay = naiveTime(now).startsWith(day);
  const named = preposition === undefined ? "" : sameDay ? "at " : "on ";
  const away = at === now ? "now" : at > now ? `in ${spanText(at - now)}` : `${spanText(now - at)} ago`;
  return `${named}${sameDay ? clock : `${day} ${clock}`} (${away})`;
}

function two(span: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(span / large);
  const rest = Math.floor((span % large) / small);
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`;
}
