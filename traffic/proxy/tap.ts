import { Gathered } from "../../src/text/gathered.js";

/** Keeps the beginning of a body that passes through, within a budget that all bodies share. */
export class Tap {
  #kept = new Gathered();
  bytes = 0;

  constructor(
    private readonly most: number,
    private readonly budget: TapBudget,
  ) {}

  /** Notes a part that passes. */
  push(chunk: Buffer): void {
    this.bytes += chunk.length;
    const kept = this.#kept.size;
    const room = Math.min(this.most - kept, chunk.length);
    if (room <= 0 || kept + chunk.length < this.bytes || !this.budget.take(room)) return;
    // A copy, because a part of a large buffer would keep the whole.
    this.#kept.push(room === chunk.length ? chunk : Buffer.from(chunk.subarray(0, room)));
  }

  /** Whether all that passed was kept. */
  get isWhole(): boolean {
    return this.#kept.size === this.bytes;
  }

  /** What was kept. */
  get kept(): Buffer {
    return this.#kept.whole();
  }

  /** Gives back its part of the budget. */
  release(): void {
    this.budget.give(this.#kept.size);
    this.#kept = new Gathered();
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
