/** A time on the lab's clock: microseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** Microseconds in one millisecond: instants count microseconds, durations milliseconds. */
export const MICROS = 1000;

/** `background`: nobody waits for this sleep (an endless poll), so it does not keep "until idle" from ending. */
export interface SleepOptions {
  background?: boolean;
}

/** What the lab needs of a clock: the emulator's fits, and so does any other of this form. */
export interface LabClock {
  /** The time now; never goes back. */
  now(): Instant;
  /** Resolves when `ms` have passed; rejects with `signal`'s reason when that aborts. */
  sleep(ms: number, signal?: AbortSignal, options?: SleepOptions): Promise<void>;
  /** Runs an actor. A manual clock waits for it, except while it sleeps on this clock. */
  spawn(actor: () => Promise<void>, name?: string): Promise<void>;
}

/** Runs `task` after `ms` of wall time and returns what cancels it: real commands run in real time. */
export type WallTimer = (ms: number, task: () => void) => () => void;

/** A number from 0 (inclusive) to 1 (exclusive) that follows from its name alone, not from the order of draws. */
export type Draw = (...what: string[]) => number;
