/** A figure that was measured several times. */
export interface Figure {
  median: number;
  least: number;
  most: number;
}

/** @throws Error where nothing was measured */
export function figureOf(values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) throw new Error("nothing was measured");
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}

/** The figure of one in every round beside that of another in the same round. */
export function ratioOf(values: readonly number[], beside: readonly number[]): Figure {
  return figureOf(values.map((value, round) => value / beside[round]!));
}
