import type { EndSignal } from "../clock/clock.js";
import type { LabClock, SleepOptions } from "../../devices/lab-clock.js";
import { type Clock, instantAfter, MICROS } from "../clock/clock.js";
import type { Instant } from "../domain/records.js";

/** An idle wait, such as a device's for its next poll. */
interface IdleWait {
  due: Instant;
  resolve: () => void;
  reject: (reason: Error) => void;
  /** Ends its timer; undefined if it has none. */
  disarm: AbortController | undefined;
}

/** The reason of a timer's end that is not passed on to its waiter. */
const PUT_ASIDE = new Error("The wait was suspended.");

/**
 * The clock of a lab with a scaled clock. While the lab is paused, its idle waits (`background`) hold no timer: an idle
 * lab costs nothing, and its devices keep their state, because they only wait longer. Waits that continue work (a
 * phase, a retry of a delivery) are never suspended, and the lab does not pause while `maySleep` returns false.
 */
export class SleepyClock implements LabClock {
  readonly #waits = new Set<IdleWait>();
  #asleep = false;

  /** `maySleep` is called whenever an idle wait begins, so no timer is needed for it. */
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

  sleep(ms: number, signal?: EndSignal, options?: SleepOptions): Promise<void> {
    if (options?.background !== true) return this.clock.sleep(ms, signal, options);
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const end = (settle: () => void): void => {
        this.#waits.delete(wait);
        wait.disarm?.abort(PUT_ASIDE);
        signal?.removeEventListener("abort", interrupted);
        settle();
      };
      const interrupted = (): void => end(() => reject(signal!.reason));
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

  /** Resumes the lab: a wait continues until it is due, or ends at once if that time has passed. */
  wake(): void {
    if (!this.#asleep) return;
    this.#asleep = false;
    for (const wait of this.#waits) this.#arm(wait);
  }

  /** Pauses or resumes the lab, if needed, when a wait begins. */
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
