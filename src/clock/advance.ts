import type { BusyTracker } from "./busy-tracker.js";
import { ClockClosed, yieldToLoop } from "./clock.js";
import type { Instant } from "../domain/records.js";
import type { TimerQueue } from "./timer-queue.js";

/** What an advance of a manual clock did. */
export interface AdvanceReport {
  /** How many timers fired. */
  fired: number;
  now: Instant;
  stopped: "advanced" | "idle" | "limit" | "nothing-due";
  /** Why it stopped there: a sentence. */
  reason: string;
  /** Timers that are left which idleness waits for. */
  foregroundTimers: number;
  /** Timers that are left which are endless polls. */
  backgroundTimers: number;
  /** When the next timer is due; null where none is left. */
  nextDue: Instant | null;
}

export interface AdvanceOptions {
  /** Gives up the advance. The time stays where it came to. */
  signal?: AbortSignal | undefined;
}

/** An advance that was refused or did not come to its end. */
export class AdvanceError extends Error {
  override name = "AdvanceError";
}

/** What a manual clock and its advances share. */
export interface Standing {
  readonly timers: TimerQueue;
  readonly activities: BusyTracker;
  readonly maxAtOnce: number;
  now: Instant;
  /** Counts foreground timers that fired, and what was noted. */
  progress: number;
  closed: boolean;
}

/** One advance under way: it fires timers one at a time, each when all that the last set in motion is at rest. */
export class Advance {
  #fired = 0;
  #atOnce = 0;

  constructor(
    private readonly standing: Standing,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Waits until everything is at rest. */
  async settle(): Promise<void> {
    const { activities } = this.standing;
    do {
      this.#check();
      await activities.rest();
      // What nobody tracks (the end of a race of sleeps, a sleep outside of any activity) gets one turn of the loop.
      await yieldToLoop();
    } while (!activities.resting);
    this.#check();
  }

  /** Fires the first timer, where it is due by `limit`; otherwise says false. */
  fire(limit: Instant): boolean {
    const { standing } = this;
    const timer = standing.timers.first;
    if (timer === undefined || timer.due > limit) return false;
    if (timer.due > standing.now) this.#atOnce = 0;
    this.#atOnce += 1;
    if (this.#atOnce > standing.maxAtOnce)
      throw new AdvanceError(
        `More than ${standing.maxAtOnce} timers fired at one instant: there seems to be no end.`,
      );
    standing.timers.cancel(timer);
    standing.now = Math.max(standing.now, timer.due);
    if (!timer.background) standing.progress += 1;
    this.#fired += 1;
    timer.fire();
    return true;
  }

  /** {@link settle}, then {@link fire}. */
  async step(limit: Instant): Promise<boolean> {
    await this.settle();
    return this.fire(limit);
  }

  report(stopped: AdvanceReport["stopped"], reason: string): AdvanceReport {
    const { timers, now } = this.standing;
    return {
      fired: this.#fired,
      now,
      stopped,
      reason,
      foregroundTimers: timers.foreground,
      backgroundTimers: timers.size - timers.foreground,
      nextDue: timers.first?.due ?? null,
    };
  }

  /** The error of an advance whose signal aborted. */
  givenUp(): AdvanceError {
    const busy = this.standing.activities.busyNames().join(", ");
    const message = `The advance was given up. Busy then: ${busy || "nothing"}.`;
    return new AdvanceError(message, { cause: this.signal?.reason });
  }

  #check(): void {
    if (this.standing.closed) throw new ClockClosed();
    if (this.signal?.aborted) throw this.givenUp();
  }
}
