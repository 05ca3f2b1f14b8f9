import type { LabClock, SleepOptions } from "../../devices/lab-clock.js";
import { type Clock, instantAfter, MICROS } from "../clock/clock.js";
import type { Instant } from "../domain/records.js";

/** A device's wait for its next poll, and the like. */
interface IdleWait {
  due: Instant;
  resolve: () => void;
  reject: (reason: Error) => void;
  /** Ends its timer; undefined where it has none. */
  disarm: AbortController | undefined;
}

/** Why a timer was ended that nobody is to hear of. */
const PUT_ASIDE = new Error("The wait was put aside.");

/**
 * The clock of a lab that runs by itself. While the lab is asleep, its idle waits (`background`) hold no timer: an idle
 * lab costs nothing, and its devices keep all that they know, for they merely wait longer. Waits that carry work on (a
 * phase, another try to deliver) are never put aside, nor is a sleep begun while `maySleep` denies it.
 */
export class SleepyClock implements LabClock {
  readonly #waits = new Set<IdleWait>();
  #asleep = false;

  /** `maySleep` is asked whenever an idle wait begins: so there is no timer for that either. */
  constructor(
    private readonly clock: Clock,
    private readonly maySleep: () => boolean,
  ) {}

  get asleep(): boolean {
    return this.#asleep;
  }

  now(): Instant {
    return this.clock.now();
  }

  spawn(actor: () => Promise<void>, name?: string): Promise<void> {
    return this.clock.spawn(actor, name);
  }

  sleep(ms: number, signal?: AbortSignal, options?: SleepOptions): Promise<void> {
    if (options?.background !== true) return this.clock.sleep(ms, signal, options);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const end = (settle: () => void): void => {
        this.#waits.delete(wait);
        wait.disarm?.abort(PUT_ASIDE);
        signal?.removeEventListener("abort", interrupted);
        settle();
      };
      const interrupted = (): void => end(() => reject(signal!.reason as Error));
      const wait: IdleWait = {
        due: instantAfter(this.now(), ms),
        resolve: () => end(resolve),
        reject: (reason) => end(() => reject(reason)),
        disarm: undefined,
      };
      signal?.addEventListener("abort", interrupted, { once: true });
      this.#waits.add(wait);
      this.#settle(wait);
    });
  }

  /** Ends the sleep of the lab: what waits goes on to wait till it is due, or ends at once where that is past. */
  wake(): void {
    if (!this.#asleep) return;
    this.#asleep = false;
    for (const wait of this.#waits) this.#arm(wait);
  }

  /** A wait began: falls asleep, wakes, or goes on as before. */
  #settle(wait: IdleWait): void {
    const may = this.maySleep();
    if (!may && this.#asleep) this.wake();
    else if (!may) this.#arm(wait);
    else {
      this.#asleep = true;
      for (const { disarm } of this.#waits) disarm?.abort(PUT_ASIDE);
      for (const one of this.#waits) one.disarm = undefined;
    }
  }

  #arm(wait: IdleWait): void {
    const ms = Math.max(0, (wait.due - this.now()) / MICROS);
    const disarm = (wait.disarm = new AbortController());
    this.clock
      .sleep(ms, disarm.signal, { background: true })
      .then(wait.resolve, (error: unknown) => error !== PUT_ASIDE && wait.reject(error as Error));
  }
}
