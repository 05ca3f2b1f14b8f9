/** A page of a list that grows at its top. It starts after an item, so that new items do not shift it. */
export interface PageOf<T> {
  shown: T[];
  /** Position of the first shown item, from 1; 0 if none is shown. */
  first: number;
  total: number;
  /** Number of new items that are held back above it while the visitor reads it. */
  newer: number;
  /** The id of its first item if it is the first page, which grows at its top. */
  top: string | undefined;
  /**
   * The id of the item after which the previous page starts: null for the top of the list, undefined if there is
   * none.
   */
  previous: string | null | undefined;
  /** The id of the item after which the next page starts; null on the last page. */
  next: string | null;
}

/** Where to cut a page out of a list. */
interface Cut {
  /** Number of items above the page. It can be any number if the item that the page starts after is gone. */
  skipped: number;
  /** Number of items that the first page holds back at its top. */
  newer?: number;
  size: number;
}

/** Cuts a page out of a list of items, which `idOf` knows by an id. */
export function pageOf<T>(
  all: readonly T[],
  { skipped, newer = 0, size }: Cut,
  idOf: (item: T) => string | number,
): PageOf<T> {
  const held = skipped === 0 ? newer : 0;
  const start = skipped + held;
  const shown = all.slice(start, start + size);
  const textOf = (item: T | undefined): string | undefined =>
    item === undefined ? undefined : String(idOf(item));
  return {
    shown,
    first: shown.length === 0 ? 0 : start + 1,
    total: all.length,
    newer: held,
    top: skipped === 0 ? textOf(shown[0]) : undefined,
    previous: skipped === 0 ? undefined : skipped <= size ? null : textOf(all[skipped - size - 1]),
    next: start + size < all.length ? textOf(shown.at(-1))! : null,
  };
}

/** `51-100 of 1,000`. */
export const rangeText = (page: PageOf<unknown>): string =>
  `${shownText(page)} of ${page.total.toLocaleString("en")}`;

/** `51-100`. */
export const shownText = ({ shown, first }: PageOf<unknown>): string =>
  first === 0 ? "0" : `${first}-${first + shown.length - 1}`;
