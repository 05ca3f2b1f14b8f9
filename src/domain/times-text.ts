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

/** A piece of a text: words, or how far a time is away, in the parentheses that {@link whenText} writes. */
export type TextPiece = string | { at: Instant; side: "in" | "ago" };

const WHEN = /((?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d) \((?:(in) [^()]+|[^()]+ (ago))\)/g;

/** Splits a text at the times that {@link whenText} wrote into it, to the second, so that a page can count on. */
export function splitTimes(text: string, now: Instant): TextPiece[] {
  const pieces: TextPiece[] = [];
  let done = 0;
  for (const match of text.matchAll(WHEN)) {
    const [, written, ahead] = match as unknown as [string, string, string | undefined];
    const day = naiveTime(now).slice(0, "2016-01-04".length);
    const whole = written.includes(" ") ? written.replace(" ", "T") : `${day}T${written}`;
    pieces.push(`${text.slice(done, match.index)}${written} (`);
    pieces.push({ at: Date.parse(`${whole}Z`) * 1000, side: ahead === undefined ? "ago" : "in" });
    pieces.push(")");
    done = match.index + match[0].length;
  }
  return [...pieces, text.slice(done)];
}
