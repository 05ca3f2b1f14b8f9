import type { Instant } from "../domain/records.js";

/** Microseconds in one millisecond: instants count microseconds, durations milliseconds. */
export const MICROS = 1000;

/** How a timer or a sleep counts for "until idle" on a manual clock. */
export interface TimerOptions {
  /** An endless poll: time need not go on for its sake, unless it finds work. */
  background?: boolean;
  /** An outside source without an end (a store's feed): "until idle" does not wait for its turn. */
  endless?: boolean;
}

/**
 * The clock of a sandbox, the only source of time. Durations are milliseconds of this clock. A manual clock moves on
 * only when all that goes on is at rest: actors (agents, the lab) run under `spawn`, requests under `track`, and wait
 * for time with `sleep`. A scaled clock needs none of that, so for it `track` and `noteProgress` do nothing.
 */
export interface Clock {
  /** The time now; never goes back. */
  now(): Instant;
  /** How many milliseconds of this clock pass in one of wall time; 0 for a manual clock and one that is held. */
  readonly speed: number;
  /** Runs `task` when `ms` have passed. Returns the function that cancels it. */
  after(ms: number, task: () => void | Promise<void>, options?: TimerOptions): () => void;
  /** Resolves when `ms` have passed; rejects with `signal`'s reason when that aborts, {@link ClockClosed} on close. */
  sleep(ms: number, signal?: AbortSignal, options?: TimerOptions): Promise<void>;
  /**
   * Runs an actor; it counts as busy except while it sleeps on this clock. Resolves when the actor has ended, also
   * where it ended by an error: that goes to the clock's `onError`.
   */
  spawn(actor: () => Promise<void>, name?: string): Promise<void>;
  /**
   * Marks work (a request) as in flight: it counts as busy until it settles, except while it sleeps on this clock; so
   * whatever holds an answer back for long must do so by sleeping. Give it as a function, for its sleeps to count.
   */
  track<T>(work: Promise<T> | (() => Promise<T>), name?: string): Promise<T>;
  /** Says that something came of a poll (a commit of state), so that "until idle" goes on. */
  noteProgress(): void;
  /** How many timers wait. */
  readonly pendingTimers: number;
  /** When the first of them is due; null where there is none. */
  readonly nextTimerAt: Instant | null;
  /** Cancels every timer and ends every sleep. Later timers never fire. */
  close(): void;
}

/** What a sleep is rejected with when its clock closes. An actor that ends by it has ended well. */
export class ClockClosed extends Error {
  override name = "ClockClosed";

  constructor() {
    super("The clock was closed.");
  }
}

/** Wall time, for what is not part of a sandbox's story: OAuth timestamps, logs. Milliseconds since 1970. */
export function wallTime(): number {
  return Date.now();
}

/** What the scaled clock needs of the machine; given in tests. */
export interface WallClock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** Runs `task` after about `ms`; never keeps the process alive. Returns the function that cancels it. */
  setTimeout(task: () => void, ms: number): () => void;
}

/** How far the date must be ahead of the monotonic clock before we believe it. */
const JUMP_MS = 1000;

/**
 * The machine's time. It never goes back, also when the date is set back; and it follows the date where that jumps
 * ahead, because the monotonic clock stands still while a laptop is suspended.
 */
export function machineWall(
  monotonic = (): number => performance.timeOrigin + performance.now(),
  date = wallTime,
): WallClock {
  let ahead = date() - monotonic();
  return {
    now() {
      const steady = monotonic();
      const skew = date() - steady;
      if (skew > ahead + JUMP_MS) ahead = skew;
      return steady + ahead;
    },
    setTimeout(task, ms) {
      const timer = setTimeout(task, ms).unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Keeps the process alive, which timers do not, until the function that it returns is called. */
export function keepProcessAlive(): () => void {
  const timer = setInterval(() => undefined, 2 ** 30);
  return () => clearInterval(timer);
}

/** Resolves when `ms` of wall time have passed; keeps the process alive meanwhile. For commands, not for a sandbox's story. */
export function wallPause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Lets all that is ready in the event loop run: promises, ticks, and what input and output has come. */
export function yieldToLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Throws an error that nobody catches to the process, so that it is never lost. */
export function throwToProcess(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** The instant that is `ms` after another; never beyond what a number can hold to the microsecond (the year 2255). */
export function instantAfter(from: Instant, ms: number): Instant {
  if (!Number.isFinite(ms)) throw new RangeError(`A duration must be a number of milliseconds, not ${ms}.`);
  return Math.min(from + Math.round(Math.max(0, ms) * MICROS), Number.MAX_SAFE_INTEGER);
}
