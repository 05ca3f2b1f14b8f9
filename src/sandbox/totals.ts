/** Counters of all sandboxes of a process, also those that were deleted. They only grow. */
export interface Totals {
  /** Changes of a state: each is one line of a state file. */
  commits: number;
}

/** Totals before the first change. */
export const noTotals = (): Totals => ({ commits: 0 });
