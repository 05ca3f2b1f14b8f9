/** Keeps the beginning of a body that passes through, within a budget that all bodies share. */
export class Tap {
  #chunks: Buffer[] = [];
  #kept = 0;
  bytes = 0;

  constructor(
    private readonly most: number,
    private readonly budget: TapBudget,
  ) {}

  /** Notes a part that passes. */
  push(chunk: Buffer): void {
    this.bytes += chunk.length;
    const room = Math.min(this.most - this.#kept, chunk.length);
    if (room <= 0 || this.#kept + chunk.length < this.bytes || !this.budget.take(room)) return;
    // A copy, because a part of a large buffer would keep the whole.
    this.#chunks.push(room === chunk.length ? chunk : Buffer.from(chunk.subarray(0, room)));
    this.#kept += room;
  }

  /** What was kept. */
  get kept(): Buffer {
    return this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks);
  }

  /** Gives back its part of the budget. */
  release(): void {
    this.budget.give(this.#kept);
    this.#chunks = [];
    this.#kept = 0;
  }
}

/** How many bytes of bodies are kept at a time, whatever clients and target send. */
export class TapBudget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Takes a number of bytes; false if fewer are left. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}
