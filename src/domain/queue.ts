/** An opportunity that waits for an agent. `order` compares the heads of two queues by age. */
export interface Waiting {
  id: string;
  order: number;
}

/** A FIFO queue with lazy removal: `first` drops the heads for which `waits` is false. */
export class Queue {
  #entries: Waiting[] = [];
  #head = 0;

  push(entry: Waiting): void {
    this.#entries.push(entry);
  }

  /** The oldest entry that still waits; it stays in the queue. */
  first(waits: (id: string) => boolean): Waiting | null {
    while (this.#head < this.#entries.length) {
      const entry = this.#entries[this.#head]!;
      if (waits(entry.id)) return entry;
      this.#head += 1;
    }
    this.#entries = [];
    this.#head = 0;
    return null;
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
