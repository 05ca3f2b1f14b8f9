import type { LabClock } from "./lab-clock.js";

/**
 * How an agent is stopped. `drain`: it finishes its opportunity; `stop`: it finishes no phase; `at-once`: not even a
 * call.
 */
export type StopLevel = "none" | "drain" | "stop" | "at-once";

/** The kind of a wait, see {@link InterruptibleSleep}. */
export type WaitKind = "idle" | "retry" | "phase" | "call";

/** The waits that each stop level interrupts. */
const INTERRUPTS: Record<StopLevel, readonly WaitKind[]> = {
  none: [],
  drain: ["idle", "retry"],
  stop: ["idle", "retry", "phase"],
  "at-once": ["idle", "retry", "phase", "call"],
};
const ORDER: readonly StopLevel[] = ["none", "drain", "stop", "at-once"];

/** A wait was interrupted. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/**
 * All waits of one agent, so that a stop or a wake interrupts exactly the right one. An agent does one thing at a
 * time, so it has one wait at a time.
 */
export class InterruptibleSleep {
  readonly #clock: LabClock;
  #level: StopLevel = "none";
  #current: { kind: WaitKind; controller: AbortController } | undefined;

  constructor(clock: LabClock) {
    this.#clock = clock;
  }

  get stopping(): boolean {
    return this.#level !== "none";
  }

  /** Raises the stop level, never lowers it. */
  stop(level: StopLevel): void {
    if (ORDER.indexOf(level) > ORDER.indexOf(this.#level)) this.#level = level;
    if (this.#current && INTERRUPTS[this.#level].includes(this.#current.kind)) this.#interrupt("stopped");
  }

  /** Ends an idle wait early. */
  wake(): void {
    if (this.#current?.kind === "idle") this.#interrupt("woken");
  }

  /** Sleeps on the clock; false if it was interrupted. `background`: "until idle" does not wait for it. */
  async sleep(kind: WaitKind, ms: number, background = false): Promise<boolean> {
    try {
      await this.during(kind, (signal) => this.#clock.sleep(ms, signal, { background }));
      return true;
    } catch (error) {
      if (error instanceof Interrupted) return false;
      throw error;
    }
  }

  /** Runs work with a signal that it must obey. @throws Interrupted as the signal's reason */
  async during<T>(kind: WaitKind, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (INTERRUPTS[this.#level].includes(kind)) throw new Interrupted("stopped");
    const controller = new AbortController();
    this.#current = { kind, controller };
    try {
      return await work(controller.signal);
    } finally {
      this.#current = undefined;
    }
  }

  /** Like `during`, for work that may ignore its signal (an in-process call): the wait ends without it. */
  call<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.during("call", (signal) => {
      const aborted = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      });
      return Promise.race([work(signal), aborted]);
    });
  }

  #interrupt(why: string): void {
    this.#current?.controller.abort(new Interrupted(why));
  }
}
