/** A page of a list that others add to at its top: it begins after an item, so that it stays where it is. */
export interface PageOf<T> {
  shown: T[];
  /** Number of the first that is shown, from 1; 0 where none is. */
  first: number;
  total: number;
  /** How many are held back above it, of those that came while it is read. */
  newer: number;
  /** The id of its first item where it is the first page, and grows at its top. */
  top: string | undefined;
  /** The item's id after which the page before begins: null for the top of the list, undefined where there is none. */
  previous: string | null | undefined;
  /** The item's id after which the next page begins; null on the last page. */
  next: string | null;
}

/** Where to cut a page out of a list. */
interface Cut {
  /** How many stand above it, which may be any number where the item that it begins after is no longer in the list. */
  skipped: number;
  /** How many the first page holds back at its top. */
  newer?: number;
  size: number;
}

/** Cuts a page out of a list. */
export function pageOf<T extends { id: string | number }>(
  all: readonly T[],
  { skipped, newer = 0, size }: Cut,
): PageOf<T> {
  const held = skipped === 0 ? newer : 0;
  const start = skipped + held;
  const shown = all.slice(start, start + size);
  const idOf = (item: T | undefined): string | undefined => item && String(item.id);
  return {
    shown,
    first: shown.length === 0 ? 0 : start + 1,
    total: all.length,
    newer: held,
    top: skipped === 0 ? idOf(shown[0]) : undefined,
    previous: skipped === 0 ? undefined : skipped <= size ? null : idOf(all[skipped - size - 1]),
    next: start + size < all.length ? idOf(shown.at(-1))! : null,
  };
}

/** `51-100 of 1,000`. */
export const rangeText = (page: PageOf<unknown>): string =>
  `${shownText(page)} of ${page.total.toLocaleString("en")}`;

/** `51-100`. */
export const shownText = ({ shown, first }: PageOf<unknown>): string =>
  first === 0 ? "0" : `${first}-${first + shown.length - 1}`;
