import type { Instant } from "../domain/records.js";

/** Microseconds in one millisecond: instants count microseconds, durations milliseconds. */
export const MICROS = 1000;

/** How "until idle" on a manual clock treats a timer or a sleep. */
export interface TimerOptions {
  /** An endless poll: "until idle" does not advance for it unless it finds work. */
  background?: boolean;
  /** An endless external source (a snap feed): "until idle" does not wait for it. */
  endless?: boolean;
}

/** What ends a sleep early: an AbortSignal, or something that costs less. */
export interface EndSignal {
  readonly aborted: boolean;
  /** Why; only where it aborted. */
  readonly reason: Error;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * The clock of a sandbox, its only source of time. Durations are milliseconds of this clock. A manual clock advances
 * only when all activities are at rest: actors (agents, the lab) run under `spawn`, requests under `track`, and both
 * wait with `sleep`. On a scaled clock `track` and `noteProgress` do nothing.
 */
export interface Clock {
  /** The time now; never goes back. */
  now(): Instant;
  /** Milliseconds of this clock per millisecond of real time; 0 for a manual or paused clock. */
  readonly speed: number;
  /** Runs `task` when `ms` have passed. Returns the function that cancels it. */
  after(ms: number, task: () => void | Promise<void>, options?: TimerOptions): () => void;
  /** Resolves when `ms` have passed; rejects with `signal`'s reason when that aborts, {@link ClockClosed} on close. */
  sleep(ms: number, signal?: EndSignal, options?: TimerOptions): Promise<void>;
  /**
   * Runs an actor, which is busy except while it sleeps on this clock. Resolves when the actor has ended. Its error
   * goes to the clock's `onError`.
   */
  spawn(actor: () => Promise<void>, name?: string): Promise<void>;
  /**
   * Marks work (a request) as busy until it settles, except while it sleeps on this clock, so long delays of an
   * answer must be sleeps. Pass a function, so that its sleeps count. A scaled clock returns what the function returns.
   */
  track<T>(work: Promise<T> | (() => T | Promise<T>), name?: string): T | Promise<T>;
  /** Reports progress (a commit of state), so that "until idle" continues. */
  noteProgress(): void;
  /** Number of waiting timers. */
  readonly pendingTimers: number;
  /** When the first timer is due; null if there is none. */
  readonly nextTimerAt: Instant | null;
  /** Cancels every timer and ends every sleep. Later timers never fire. */
  close(): void;
}

/** The rejection of a sleep whose clock closes. For an actor this is a normal end. */
export class ClockClosed extends Error {
  override name = "ClockClosed";

  constructor() {
    super("The clock was closed.");
  }
}

/**
 * The machine's functions as they are when this module loads: test tools that fake timers or the date replace the global
 * ones later, and must neither stop the emulator nor change the times of its signatures.
 */
export const machine = {
  now: Date.now,
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  queueMicrotask: globalThis.queueMicrotask,
  performanceNow: performance.now.bind(performance),
  timeOrigin: performance.timeOrigin,
};

/** What the clock that this process goes by is ahead of {@link monotonic}, in milliseconds; null: it goes by the machine's date. */
let ahead: number | null = null;

/** Real time in milliseconds since 1970, for everything outside sandboxes: OAuth timestamps, logs. */
export function wallTime(): number {
  return ahead === null ? machine.now() : Math.floor(monotonic() + ahead);
}

/**
 * Makes the process go by another clock than its machine's, which is `ms` ahead of {@link monotonic}: replicas share one. No
 * change of the machine's date changes it. Null: by the machine's date again.
 */
export function goByClock(ms: number | null): void {
  ahead = ms;
}

/** Milliseconds that only elapse, whatever happens to the date. */
export function monotonic(): number {
  return machine.performanceNow();
}

/** The machine's clock and timers; replaced in tests. */
export interface WallClock {
  /** Milliseconds since 1970, with fractions. */
  now(): number;
  /** Runs `task` after about `ms`; never keeps the process alive. Returns the function that cancels it. */
  setTimeout(task: () => void, ms: number): () => void;
}

/** Minimum lead of the date over the monotonic clock that counts as a jump, in milliseconds. */
const JUMP_MS = 1000;

/**
 * The machine's time. It never goes back, even if the date is set back. It follows jumps ahead of the date, because
 * the monotonic clock stands still while a laptop is suspended.
 */
export function machineWall(
  monotonic = (): number => machine.timeOrigin + machine.performanceNow(),
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
      const timer = machine.setTimeout(task, ms).unref();
      return () => machine.clearTimeout(timer);
    },
  };
}

/** Keeps the process alive, which timers do not, until the function that it returns is called. */
export function keepProcessAlive(): () => void {
  const timer = machine.setInterval(() => undefined, 2 ** 30);
  return () => machine.clearInterval(timer);
}

/** Resolves after `ms` of real time and keeps the process alive meanwhile. For commands, not for sandboxes. */
export function wallPause(ms: number): Promise<void> {
  return new Promise((resolve) => machine.setTimeout(resolve, ms));
}

/** Lets everything that is ready in the event loop run: promises, ticks, input and output. */
export function yieldToLoop(): Promise<void> {
  return new Promise((resolve) => machine.setImmediate(resolve));
}

/** Throws an error as an uncaught exception of the process, so that it is not lost. */
export function throwToProcess(error: unknown): void {
  machine.queueMicrotask(() => {
    throw error;
  });
}

/** The latest instant that a number can represent to the microsecond, in the year 2255. */
export const LATEST: Instant = Number.MAX_SAFE_INTEGER;

/** The instant `ms` after another, {@link LATEST} at most. */
export function instantAfter(from: Instant, ms: number): Instant {
  if (!Number.isFinite(ms)) throw new RangeError(`A duration must be a number of milliseconds, not ${ms}.`);
  return Math.min(from + Math.round(Math.max(0, ms) * MICROS), LATEST);
}
