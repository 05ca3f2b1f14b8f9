import type { BusyTracker } from "./busy-tracker.js";
import { ClockClosed, LATEST, machineWall, yieldToLoop } from "./clock.js";
import type { Instant } from "../domain/records.js";
import type { TimerQueue } from "./timer-queue.js";

/** The result of advancing a manual clock. */
export interface AdvanceReport {
  /** Number of timers that fired. */
  fired: number;
  now: Instant;
  stopped: "advanced" | "idle" | "limit" | "nothing-due";
  /** Why it stopped there: a sentence. */
  reason: string;
  /** Number of remaining timers that "until idle" waits for. */
  foregroundTimers: number;
  /** Number of remaining timers of endless polls. */
  backgroundTimers: number;
  /** When the next timer is due; null if none is left. */
  nextDue: Instant | null;
}

/** How much one advance may do before it stops with `limit`. */
export interface AdvanceBounds {
  /** Timers that fire. */
  timers: number;
  /** Milliseconds of wall time. */
  wallMs: number;
}

export interface AdvanceOptions {
  /** Without bounds it goes on to its end. */
  bounds?: AdvanceBounds | undefined;
  /** Aborts the advance. The time stays where it is. */
  signal?: AbortSignal | undefined;
}

/** An advance was refused or aborted. */
export class AdvanceError extends Error {
  override name = "AdvanceError";
}

/** The state that a manual clock shares with its advances. */
export interface Standing {
  readonly timers: TimerQueue;
  readonly activities: BusyTracker;
  readonly maxAtOnce: number;
  now: Instant;
  /** Counts fired foreground timers and `noteProgress` calls. */
  progress: number;
  closed: boolean;
}

/** A running advance. It fires timers one at a time, each after everything that the previous one started is at rest. */
export class Advance {
  #fired = 0;
  #atOnce = 0;
  #heldBy: string | null = null;
  readonly #wall = machineWall();
  readonly #begun = this.#wall.now();

  constructor(
    private readonly standing: Standing,
    private readonly options: AdvanceOptions,
  ) {}

  /** Why a timer that was due did not fire: a sentence. Null where none was held back. */
  get heldBy(): string | null {
    return this.#heldBy;
  }

  /** Waits until everything is at rest. */
  async settle(): Promise<void> {
    const { activities } = this.standing;
    do {
      this.#check();
      await activities.rest();
      // Untracked work (the end of a race of sleeps, a sleep outside any activity) gets one turn of the event loop.
      await yieldToLoop();
    } while (!activities.resting);
    this.#check();
  }

  /** Fires the first timer if it is due by `limit` and within the bounds, else returns false. */
  fire(limit: Instant): boolean {
    const { standing } = this;
    const timer = standing.timers.first;
    if (timer === undefined || timer.due > limit) return false;
    this.#heldBy = this.#boundFor(timer.due);
    if (this.#heldBy !== null) return false;
    if (timer.due > standing.now) this.#atOnce = 0;
    this.#atOnce += 1;
    if (this.#atOnce > standing.maxAtOnce)
      throw new AdvanceError(
        `More than ${standing.maxAtOnce} timers fired at one instant: they seem to be endless.`,
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

  /** The error of an aborted advance. */
  givenUp(): AdvanceError {
    const busy = this.standing.activities.busyNames().join(", ");
    const message = `The advance was aborted. Busy then: ${busy || "nothing"}.`;
    return new AdvanceError(message, { cause: this.options.signal?.reason });
  }

  #check(): void {
    if (this.standing.closed) throw new ClockClosed();
    if (this.options.signal?.aborted) throw this.givenUp();
  }

  #boundFor(due: Instant): string | null {
    const { timers = Infinity, wallMs = Infinity } = this.options.bounds ?? {};
    // There every timer that is made again is due at once.
    if (due >= LATEST) return "The clock is at the latest time that it can show.";
    if (this.#fired >= timers) return `${timers} timers fired, the most of one advance; ask again to go on.`;
    if (this.#wall.now() - this.#begun < wallMs) return null;
    return `It took ${wallMs / 1000} s of real time, the most of one advance; ask again to go on.`;
  }
}
