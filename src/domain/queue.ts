/**
 * A FIFO queue of walks, by their rows, with lazy removal: `first` drops the heads for which `waits` is false. What no longer
 * waits is forgotten once it is the majority.
 */
export class Queue {
  #rows: number[] = [];
  #head = 0;
  #removed = 0;

  /** Whether it holds nothing, also nothing that no longer waits. */
  get isEmpty(): boolean {
    return this.#rows.length === 0;
  }

  /** Rows are in the order of creation, so each is greater than those before it. */
  push(row: number): void {
    this.#rows.push(row);
  }

  /** The oldest entry that still waits; it stays in the queue. */
  first(waits: (row: number) => boolean): number | null {
    while (this.#head < this.#rows.length) {
      const row = this.#rows[this.#head]!;
      if (waits(row)) return row;
      this.#head += 1;
      if (this.#head * 2 > this.#rows.length) this.#forget(this.#rows.slice(this.#head));
    }
    return null;
  }

  /** Notes that the records of `count` entries were removed. */
  noteRemoved(count: number, waits: (row: number) => boolean): void {
    this.#removed += count;
    if (this.#removed * 2 > this.#rows.length) this.#forget(this.#rows.slice(this.#head).filter(waits));
  }

  #forget(rest: number[]): void {
    this.#rows = rest;
    this.#head = 0;
    this.#removed = 0;
  }

  /** The entries that still wait, oldest first. What is added later is told, too. */
  *list(waits: (row: number) => boolean): Generator<number> {
    const rows = this.#rows;
    for (let index = this.#head; index < rows.length; index++) if (waits(rows[index]!)) yield rows[index]!;
  }
}

/** The entries of two queues by their age. */
export function* merged(one: Iterator<number>, other: Iterator<number>): Generator<number> {
  let [a, b] = [one.next(), other.next()];
  while (!a.done || !b.done) {
    if (b.done || (!a.done && a.value < b.value)) {
      yield a.value as number;
      a = one.next();
    } else {
      yield b.value;
      b = other.next();
    }
  }
}
