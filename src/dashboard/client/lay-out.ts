/** The layout of timelines, shared by the server and the page's scripts. */

/** A part of a picture's time, in any unit. The parts of a picture follow each other without gaps. */
export interface Stretch {
  start: number;
  /** Null while it goes on; only the last one can. */
  end: number | null;
  /** The expected end of one that goes on; null if unknown. */
  expectedEnd: number | null;
}

/** A stretch on the picture. */
export interface Bar<S extends Stretch = Stretch> {
  span: S;
  x: number;
  width: number;
  /** The fraction of it that has passed, 0 to 1. */
  done: number;
  /** True if it is drawn wider than to scale, so that it can be seen. */
  widened: boolean;
}

/** The picture that stretches are laid out on. */
export interface Canvas {
  now: number;
  width: number;
  /** The minimum width of a bar. */
  least: number;
}

/** The canvas of the pages' pictures, in percent. */
export const PICTURE = { width: 100, least: 1.5 };

/** A length on a picture as CSS: `12.5%`. */
export const percent = (value: number): string => `${Number(value.toFixed(2))}%`;

/**
 * Lays stretches out side by side over the whole width, to scale. Stretches that would be too narrow get the minimum
 * width, and the others share the rest. One that goes on reaches to its expected end, else to now.
 */
export function layOut<S extends Stretch>(spans: readonly S[], { now, width, least }: Canvas): Bar<S>[] {
  const lengths = spans.map((span) => lengthOf(span, now));
  const widths = share(lengths, width, Math.min(least, width / Math.max(1, spans.length)));
  let x = 0;
  return spans.map((span, index) => {
    const { width: own, widened } = widths[index]!;
    const bar = { span, x, width: own, done: doneOf(span, now), widened };
    x += own;
    return bar;
  });
}

/** Its length; one that goes on lasts until its expected end, else until now. */
export function lengthOf({ start, end, expectedEnd }: Stretch, now: number): number {
  return Math.max(0, (end ?? Math.max(now, expectedEnd ?? now)) - start);
}

/** Divides `width` in proportion, with at least `least` for each. */
function share(
  lengths: readonly number[],
  width: number,
  least: number,
): { width: number; widened: boolean }[] {
  const widened = new Set<number>();
  for (;;) {
    const free = width - widened.size * least;
    const total = lengths.reduce((sum, length, index) => (widened.has(index) ? sum : sum + length), 0);
    const toScale = (index: number): number =>
      total === 0 ? free / (lengths.length - widened.size) : (lengths[index]! / total) * free;
    const narrow = lengths.flatMap((_, index) =>
      !widened.has(index) && toScale(index) < least ? [index] : [],
    );
    if (narrow.length === 0)
      return lengths.map((_, index) =>
        widened.has(index) ? { width: least, widened: true } : { width: toScale(index), widened: false },
      );
    for (const index of narrow) widened.add(index);
  }
}

function doneOf({ start, end, expectedEnd }: Stretch, now: number): number {
  if (end !== null || expectedEnd === null || expectedEnd <= start) return 1;
  return Math.min(1, Math.max(0, (now - start) / (expectedEnd - start)));
}
