import { naiveTime } from "./dates.js";
import type { Instant } from "./records.js";
import { spanText } from "./spans.js";

/** A time for people, with the date only if it is not today: `17:03:12 (in 2 min 5 s)`. */
export function whenText(at: Instant, now: Instant, preposition?: "at"): string {
  const [day, time] = naiveTime(at).split("T") as [string, string];
  const clock = time.slice(0, 8);
  const sameDay = naiveTime(now).startsWith(day);
  const named = preposition === undefined ? "" : sameDay ? "at " : "on ";
  const away = at === now ? "now" : at > now ? `in ${spanText(at - now)}` : `${spanText(now - at)} ago`;
  return `${named}${sameDay ? clock : `${day} ${clock}`} (${away})`;
}
