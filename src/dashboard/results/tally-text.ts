import { offsetTime } from "../../domain/dates.js";
import type { TestStatus } from "../../domain/records.js";
import { faceOf } from "../components/status.js";
import type { OverTime, Strip, Tally } from "./over-time.js";

/** The order in which statuses are listed. */
export const ORDER: readonly TestStatus[] = ["PASSED", "FAILED", "ERROR"];

/** `12 passed, 3 failed`. */
export function tallyText(tally: Tally): string {
  const parts = ORDER.filter((status) => tally[status] > 0).map(
    (status) => `${tally[status]} ${faceOf(status).word}`,
  );
  return parts.length === 0 ? "none" : parts.join(", ");
}

export const platformText = ({ platform }: Strip): string => platform ?? "any platform";

const MINUTE = 60_000_000;

/** The start of a stretch: `2016-01-04 12:00`, with seconds if stretches are shorter than a minute. */
export const placeText = ({ start, step }: OverTime, place: number): string =>
  offsetTime(start + place * step)
    .slice(0, step < MINUTE ? 19 : 16)
    .replace("T", " ");
