/** A page of a list that others add to at its top: it begins after an item, so that it stays where it is. */
export interface PageOf<T> {
  shown: T[];
  /** Number of the first that is shown, from 1; 0 where none is. */
  first: number;
  total: number;
  /** The item's id after which the page before begins: null for the top of the list, undefined where there is none. */
  previous: string | null | undefined;
  /** The item's id after which the next page begins; null on the last page. */
  next: string | null;
}

/**
 * Cuts a page out of a list. `skipped`: how many stand above it, which may be any number where the item that it begins
 * after is no longer in the list.
 */
export function pageOf<T extends { id: string }>(
  all: readonly T[],
  { skipped, size }: { skipped: number; size: number },
): PageOf<T> {
  const shown = all.slice(skipped, skipped + size);
  const more = skipped + size < all.length;
  return {
    shown,
    first: shown.length === 0 ? 0 : skipped + 1,
    total: all.length,
    previous: skipped === 0 ? undefined : skipped <= size ? null : all[skipped - size - 1]!.id,
    next: more ? shown.at(-1)!.id : null,
  };
}

/** `51-100 of 1,000`. */
export const rangeText = ({ shown, first, total }: PageOf<unknown>): string =>
  `${first === 0 ? 0 : `${first}-${first + shown.length - 1}`} of ${total.toLocaleString("en")}`;
