import { Interruption, type LabClock } from "./lab-clock.js";

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

/** What an agent waits for now. */
interface Wait {
  kind: WaitKind;
  interruption: Pick<AbortController, "abort">;
}

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
  #current: Wait | undefined;

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
    if (INTERRUPTS[this.#level].includes(kind)) return false;
    const interruption = new Interruption();
    const wait = (this.#current = { kind, interruption });
    try {
      await this.#clock.sleep(ms, interruption, { background });
      return true;
    } catch (error) {
      if (error instanceof Interrupted) return false;
      throw error;
    } finally {
      this.#ended(wait);
    }
  }

  /** Runs work with a signal that it must obey. @throws Interrupted as the signal's reason */
  async during<T>(kind: WaitKind, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (INTERRUPTS[this.#level].includes(kind)) throw new Interrupted("stopped");
    const interruption = new AbortController();
    const wait = (this.#current = { kind, interruption });
    try {
      return await work(interruption.signal);
    } finally {
      this.#ended(wait);
    }
  }

  /**
   * Like `during`, for a call that may ignore its signal (in-process): the wait ends without it. The signal is made when
   * the call asks for it, because it costs as much as the call.
   */
  async call<T>(work: (signal: () => AbortSignal) => Promise<T>): Promise<T> {
    if (INTERRUPTS[this.#level].includes("call")) throw new Interrupted("stopped");
    let controller: AbortController | undefined;
    let wait: Wait | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        const abort = (reason: Error): void => {
          controller?.abort(reason);
          reject(reason);
        };
        wait = this.#current = { kind: "call", interruption: { abort } };
        work(() => (controller ??= new AbortController()).signal).then(resolve, reject);
      });
    } finally {
      this.#ended(wait);
    }
  }

  #ended(wait: Wait | undefined): void {
    if (this.#current === wait) this.#current = undefined;
  }

  #interrupt(why: string): void {
    this.#current?.interruption.abort(new Interrupted(why));
  }
}
