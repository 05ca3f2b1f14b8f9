import type { Instant, TestStatus } from "../../domain/records.js";

/** A result that was stored. */
export interface StoredResult {
  at: Instant;
  status: TestStatus;
  platform: string | null;
}

/** How many results of each kind there were. */
export type Tally = Record<TestStatus, number>;

/** One platform's results, with a tally for each stretch of time. */
export interface Strip {
  platform: string | null;
  tallies: Tally[];
  total: Tally;
}

/** Results over time: one strip a platform, all with the same stretches. */
export interface OverTime {
  /** Start of the first stretch. */
  start: Instant;
  /** Length of a stretch in microseconds. */
  step: number;
  /** Number of stretches. */
  count: number;
  strips: Strip[];
  /** The height of the tallest bar: the maximum number of results of one group (passed or not) in one stretch. */
  highest: number;
}

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The round lengths of stretches. */
const STEPS = [
  ...[1, 5, 10, 30].map((n) => n * SECOND),
  ...[1, 5, 10, 30].map((n) => n * MINUTE),
  ...[1, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 28].map((n) => n * DAY),
];

/** Counts results by platform and time, from `from` to `to`, in at most `most` stretches of a round length. */
export function overTime(
  results: readonly StoredResult[],
  { from, to, most }: { from: Instant; to: Instant; most: number },
): OverTime {
  const step = stepFor(from, to, most);
  const start = Math.floor(from / step) * step;
  const count = countOf(from, to, step);
  const strips = new Map<string | null, Strip>();
  let highest = 0;
  for (const { at, status, platform } of results) {
    const place = Math.floor((at - start) / step);
    if (at < from || place >= count) continue;
    let strip = strips.get(platform);
    if (strip === undefined)
      strips.set(
        platform,
        (strip = { platform, tallies: Array.from({ length: count }, none), total: none() }),
      );
    const tally = strip.tallies[place]!;
    tally[status] += 1;
    strip.total[status] += 1;
    highest = Math.max(highest, tally.PASSED, tally.FAILED + tally.ERROR);
  }
  const sorted = [...strips.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return { start, step, count, strips: sorted, highest };
}

function stepFor(from: Instant, to: Instant, most: number): number {
  let step = STEPS.find((one) => countOf(from, to, one) <= most) ?? STEPS.at(-1)!;
  while (countOf(from, to, step) > most) step *= 2;
  return step;
}

const countOf = (from: Instant, to: Instant, step: number): number =>
  Math.floor(to / step) - Math.floor(from / step) + 1;
const none = (): Tally => ({ PASSED: 0, FAILED: 0, ERROR: 0 });
/** The sort key: results without a platform come last. */
const nameOf = ({ platform }: Strip): string => (platform === null ? "\uffff" : platform);
