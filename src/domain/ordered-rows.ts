import { lowerBound } from "./lower-bound.js";
import type { Instant } from "./records.js";

/**
 * Rows of a table in the order of their times, of equal ones in the order of `add`, for range queries in logarithmic time. Removed
 * rows are skipped, and purged once they are the majority.
 */
export class OrderedRows {
  #rows: number[] = [];
  #times: Instant[] = [];
  #removed = 0;

  /** `isThere`: whether the table has a record in this row. */
  constructor(private readonly isThere: (row: number) => boolean) {}

  /** Mostly at the end: the records of a snapshot may be ahead of the clock. */
  add(row: number, at: Instant): void {
    if (at >= (this.#times.at(-1) ?? at)) {
      this.#rows.push(row);
      this.#times.push(at);
      return;
    }
    const index = this.#firstNotBefore(at + 1);
    this.#rows.splice(index, 0, row);
    this.#times.splice(index, 0, at);
  }

  /** Notes that records of at most `count` of these rows were removed from the table. */
  noteRemoved(count: number): void {
    this.#removed += count;
    if (this.#removed * 2 > this.#rows.length) this.#purge();
  }

  /** The rows with `start` <= time < `end`, oldest first. A missing bound is open. */
  range(start?: Instant, end?: Instant): number[] {
    const from = start === undefined ? 0 : this.#firstNotBefore(start);
    const rows = this.#rows.slice(from, end === undefined ? undefined : this.#firstNotBefore(end));
    return this.#removed === 0 ? rows : rows.filter(this.isThere);
  }

  #firstNotBefore(at: Instant): number {
    return lowerBound(this.#times.length, (place) => this.#times[place]! < at);
  }

  #purge(): void {
    const keep = this.#rows.map(this.isThere);
    this.#times = this.#times.filter((_, index) => keep[index]);
    this.#rows = this.#rows.filter((_, index) => keep[index]);
    this.#removed = 0;
  }
}
