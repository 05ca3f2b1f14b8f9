import { type WallClock, wallTime, yieldToLoop } from "../../clock/clock.js";

/** A wall clock that moves only on request. */
export class FakeWall implements WallClock {
  readonly armed = new Map<() => void, number>();
  ms = wallTime();

  now(): number {
    return this.ms;
  }

  setTimeout(task: () => void, ms: number): () => void {
    const run = (): void => task();
    this.armed.set(run, this.ms + ms);
    return () => this.armed.delete(run);
  }

  /** Advances time and fires due timers; pending work settles between them. */
  async pass(ms: number): Promise<void> {
    const end = this.ms + ms;
    for (;;) {
      await rest();
      const [next] = [...this.armed].sort(([, a], [, b]) => a - b);
      if (next === undefined || next[1] > end) break;
      this.ms = Math.max(this.ms, next[1]);
      this.armed.delete(next[0]);
      next[0]();
    }
    this.ms = end;
  }
}

/** Waits until pending work settles. */
export async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await yieldToLoop();
}
