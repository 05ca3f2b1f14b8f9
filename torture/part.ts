import type { Random } from "./random.js";

/** Number of failures that the report shows of one promise. */
const SHOWN = 5;
/** Maximum number of characters of one failure. */
const SHOWN_CHARACTERS = 400;

/** One promise of docs/reliability.md: how often it was checked, and where it did not hold. */
export class Promised {
  checked = 0;
  broken = 0;
  /** The first failures. */
  readonly failures: string[] = [];
  /** What was measured. */
  figure = "";

  constructor(readonly text: string) {}

  /** Counts a check. `detail` describes a failure; it is only made for one. */
  check(holds: boolean, detail: () => string): boolean {
    this.checked += 1;
    if (holds) return true;
    this.broken += 1;
    if (this.failures.length < SHOWN) this.failures.push(detail().slice(0, SHOWN_CHARACTERS));
    return false;
  }

  /** Counts a failure of something that must not happen at all. */
  fail(detail: string): void {
    this.check(false, () => detail);
  }
}

/** What a part gets. */
export interface Context {
  random: Random;
  /** True for the sample in CI. */
  quick: boolean;
  /** A row of the table. */
  promise: (text: string) => Promised;
  /** Asked while the part has more to do: whether its time is over. It then reports what it has done so far. */
  isOver: () => boolean;
  /** Prints a line about the progress. */
  say: (text: string) => void;
}

/** One part of the run. */
export interface Part {
  name: string;
  title: string;
  run: (context: Context) => Promise<void>;
}

/** Resolves after this time in milliseconds. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The value that this share of the sorted values does not exceed; 0 without values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
