/** An opportunity that waits for an agent. `order` compares the heads of two queues by age. */
export interface Waiting {
  id: string;
  order: number;
}

/**
 * A FIFO queue with lazy removal: `first` drops the heads for which `waits` is false. What no longer waits is forgotten once it
 * is the majority.
 */
export class Queue {
  #entries: Waiting[] = [];
  #head = 0;
  #removed = 0;

  /** Whether it holds nothing, also nothing that no longer waits. */
  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  push(entry: Waiting): void {
    this.#entries.push(entry);
  }

  /** The oldest entry that still waits; it stays in the queue. */
  first(waits: (id: string) => boolean): Waiting | null {
    while (this.#head < this.#entries.length) {
      const entry = this.#entries[this.#head]!;
      if (waits(entry.id)) return entry;
      this.#head += 1;
      if (this.#head * 2 > this.#entries.length) this.#forget(this.#entries.slice(this.#head));
    }
    return null;
  }

  /** Notes that the records of `count` entries were removed. */
  noteRemoved(count: number, waits: (id: string) => boolean): void {
    this.#removed += count;
    if (this.#removed * 2 > this.#entries.length)
      this.#forget(this.#entries.slice(this.#head).filter(({ id }) => waits(id)));
  }

  #forget(rest: Waiting[]): void {
    this.#entries = rest;
    this.#head = 0;
    this.#removed = 0;
  }

  /** The entries that still wait, oldest first. What is added later is told, too. */
  *list(waits: (id: string) => boolean): Generator<Waiting> {
    const entries = this.#entries;
    for (let index = this.#head; index < entries.length; index++)
      if (waits(entries[index]!.id)) yield entries[index]!;
  }
}

/** The entries of two queues by their age. */
export function* merged(one: Iterator<Waiting>, other: Iterator<Waiting>): Generator<Waiting> {
  let [a, b] = [one.next(), other.next()];
  while (!a.done || !b.done) {
    if (b.done || (!a.done && a.value.order < b.value.order)) {
      yield a.value!;
      a = one.next();
    } else {
      yield b.value;
      b = other.next();
    }
  }
}
