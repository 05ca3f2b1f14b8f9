/** A time on the lab's clock: microseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Microseconds in one millisecond: instants count microseconds, durations milliseconds. */
export const MICROS = 1000;

/** `background`: "until idle" does not wait for this sleep (an endless poll). */
export interface SleepOptions {
  background?: boolean;
}

/** What ends a sleep early: an AbortSignal, or {@link Interruption}, which costs less. */
export interface EndSignal {
  readonly aborted: boolean;
  /** Why; only where it aborted. */
  readonly reason: Error;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** An {@link EndSignal} for one sleep at a time. */
export class Interruption implements EndSignal {
  aborted = false;
  reason!: Error;
  #listener: (() => void) | undefined;

  addEventListener(_type: "abort", listener: () => void): void {
    this.#listener = listener;
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    if (this.#listener === listener) this.#listener = undefined;
  }

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.#listener?.();
  }
}

/** The clock that the lab needs. The emulator's clock implements it. */
export interface LabClock {
  /** The time now; never goes back. */
  now(): Instant;
  /** Resolves when `ms` have passed; rejects with `signal`'s reason when that aborts. */
  sleep(ms: number, signal?: EndSignal, options?: SleepOptions): Promise<void>;
  /** Runs an actor. A manual clock waits for it except while it sleeps on this clock. */
  spawn(actor: () => Promise<void>, name?: string): Promise<void>;
}

/**
 * Runs `task` after `ms` of real time, because real commands run in real time. Returns the function that cancels it.
 */
export type WallTimer = (ms: number, task: () => void) => () => void;

/** A number from 0 (inclusive) to 1 (exclusive) that depends only on its name, not on the order of draws. */
export type Draw = (...what: string[]) => number;
