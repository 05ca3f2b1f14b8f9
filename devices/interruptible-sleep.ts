import type { LabClock } from "./lab-clock.js";

/** How an agent is told to end. `drain`: finish what it has; `stop`: finish no phase; `at-once`: not even a call. */
export type StopLevel = "none" | "drain" | "stop" | "at-once";

/** What an agent waits for: see {@link InterruptibleSleep}. */
export type WaitKind = "idle" | "retry" | "phase" | "call";

/** Which stops interrupt which wait. */
const INTERRUPTS: Record<StopLevel, readonly WaitKind[]> = {
  none: [],
  drain: ["idle", "retry"],
  stop: ["idle", "retry", "phase"],
  "at-once": ["idle", "retry", "phase", "call"],
};
const ORDER: readonly StopLevel[] = ["none", "drain", "stop", "at-once"];

/** A wait ended early. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/**
 * All waiting of one agent goes through here, so that a stop or a wake ends exactly what it should. An agent does one
 * thing at a time, hence waits for one thing at a time.
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

  /** Sleeps on the clock; false when it was interrupted. `background`: "until idle" need not wait for it. */
  async sleep(kind: WaitKind, ms: number, background = false): Promise<boolean> {
    try {
      await this.during(kind, (signal) => this.#clock.sleep(ms, signal, { background }));
      return true;
    } catch (error) {
      if (error instanceof Interrupted) return false;
      throw error;
    }
  }

  /** Works under a signal; the work itself has to end when it aborts. @throws Interrupted as the signal's reason. */
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

  /** Like `during`, for work that may ignore its signal (an in-process call): it is left behind. */
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
