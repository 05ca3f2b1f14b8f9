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

  /** The entries that still wait, oldest first. */
  list(waits: (id: string) => boolean): Waiting[] {
    return this.#entries.slice(this.#head).filter((entry) => waits(entry.id));
  }
}
