/** Lays stretches of time out side by side, for the server and for the scripts of the page. */

/** A part of a picture's time, in any unit. The parts of one picture follow each other without gaps. */
export interface Stretch {
  start: number;
  /** Null where it goes on: the last one. */
  end: number | null;
  /** When it is going to end, where it goes on and that is known. */
  expectedEnd: number | null;
}

/** A stretch on the picture. */
export interface Bar<S extends Stretch = Stretch> {
  span: S;
  x: number;
  width: number;
  /** Which part of it has passed, 0 to 1. */
  done: number;
  /** True where it is wider than to scale, so that it can be seen. */
  widened: boolean;
}

/** The picture that stretches are laid out on. */
export interface Canvas {
  now: number;
  width: number;
  /** Nothing is narrower than this. */
  least: number;
}

/** The pictures of the pages: their lengths are percents. */
export const PICTURE = { width: 100, least: 1.5 };

/** `12.5%`, as lengths on a picture are written. */
export const percent = (value: number): string => `${Number(value.toFixed(2))}%`;

/**
 * Lays stretches out side by side over the whole width, to scale; what would be too narrow to be seen gets the least
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

/** How long it is; of one that goes on to its expected end, else till now. */
export function lengthOf({ start, end, expectedEnd }: Stretch, now: number): number {
  return Math.max(0, (end ?? Math.max(now, expectedEnd ?? now)) - start);
}

/** Gives each its share of `width`, none less than `least`. */
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
