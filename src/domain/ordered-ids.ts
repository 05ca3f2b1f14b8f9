import type { Instant } from "./records.js";

/**
 * Ids in the order of their times, for range queries in logarithmic time. The times of successive `append`s must not
 * decrease. Removed ids are skipped, and purged once they are the majority.
 */
export class OrderedIds {
  #ids: string[] = [];
  #times: Instant[] = [];
  readonly #removed = new Set<string>();

  append(id: string, at: Instant): void {
    this.#ids.push(id);
    this.#times.push(at);
  }

  remove(id: string): void {
    this.#removed.add(id);
    if (this.#removed.size * 2 > this.#ids.length) this.#sweep();
  }

  /** The ids with `start` <= time < `end`, oldest first. A missing bound is open. */
  range(start?: Instant, end?: Instant): string[] {
    const ids = this.#ids.slice(
      start === undefined ? 0 : this.#firstNotBefore(start),
      end === undefined ? undefined : this.#firstNotBefore(end),
    );
    return this.#removed.size === 0 ? ids : ids.filter((id) => !this.#removed.has(id));
  }

  #firstNotBefore(at: Instant): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#times[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sweep(): void {
    const keep = this.#ids.map((id) => !this.#removed.has(id));
    this.#times = this.#times.filter((_, index) => keep[index]);
    this.#ids = this.#ids.filter((_, index) => keep[index]);
    this.#removed.clear();
  }
}
