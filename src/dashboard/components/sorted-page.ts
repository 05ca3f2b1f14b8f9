import { lowerBound } from "../../domain/lower-bound.js";
import type { PageOf } from "./pages-of.js";
import type { Order } from "./sorted.js";

/** An item's place in a sorted list: by its value; of equal ones the one with the greater row comes first. */
export interface Place {
  key: string | number;
  row: number;
}

type Placed<T> = Place & { item: T };
type Compare = (a: Place, b: Place) => number;

/** A page of a sorted list. It keeps the items around the page alone, so a long list can be added in turns. */
export class SortedPage<T extends { id: string | number }> {
  readonly #compare: Compare;
  /** The last items above the page, the nearest first, and the first ones from its top on: one more than a page each. */
  readonly #above: First<T>;
  readonly #below: First<T>;
  #skipped = 0;
  #total = 0;

  /** `after`: the place after which the page starts; null for the top of the list. */
  constructor(
    { isDescending }: Order,
    private readonly size: number,
    private readonly after: Place | null,
  ) {
    const sign = isDescending ? -1 : 1;
    this.#compare = (a, b) => (a.key < b.key ? -sign : a.key > b.key ? sign : b.row - a.row);
    this.#above = new First(size + 1, (a, b) => this.#compare(b, a));
    this.#below = new First(size + 1, this.#compare);
  }

  /** Adds an item; in any order. */
  add(placed: Placed<T>): void {
    this.#total += 1;
    if (this.after === null || this.#compare(placed, this.after) > 0) return this.#below.add(placed);
    this.#skipped += 1;
    this.#above.add(placed);
  }

  /** The page. It does not grow at its top: new items take their places at the next look. */
  page(): PageOf<T> {
    const { size } = this;
    const below = this.#below.items();
    const shown = below.slice(0, size);
    const previous = this.#above.items()[size];
    return {
      shown,
      first: shown.length === 0 ? 0 : this.#skipped + 1,
      total: this.#total,
      newer: 0,
      top: undefined,
      previous: this.#skipped === 0 ? undefined : previous === undefined ? null : String(previous.id),
      next: below.length > size ? String(shown.at(-1)!.id) : null,
    };
  }
}

/** The first of many items, in order. */
class First<T> {
  readonly #list: Placed<T>[] = [];

  constructor(
    private readonly most: number,
    private readonly compare: Compare,
  ) {}

  add(placed: Placed<T>): void {
    const list = this.#list;
    if (list.length === this.most && this.compare(placed, list.at(-1)!) > 0) return;
    const place = lowerBound(list.length, (at) => this.compare(list[at]!, placed) < 0);
    list.splice(place, 0, placed);
    if (list.length > this.most) list.pop();
  }

  items(): T[] {
    return this.#list.map(({ item }) => item);
  }
}
