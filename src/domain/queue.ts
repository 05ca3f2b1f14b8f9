/** An opportunity that waits for an agent. `order` tells which of two queues' heads is older. */
export interface Waiting {
  id: string;
  order: number;
}

/** First in, first out; removal from anywhere is lazy: `first` drops the heads that `waits` denies. */
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
