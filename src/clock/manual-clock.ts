import { BusyTracker } from "./busy-tracker.js";
import { Advance, AdvanceError, type AdvanceOptions, type AdvanceReport, type Standing } from "./advance.js";
import {
  ClockClosed,
  instantAfter,
  throwToProcess,
  type Clock,
  type EndSignal,
  type TimerOptions,
} from "./clock.js";
import type { Instant } from "../domain/records.js";
import { sleepIn, TimerQueue, type Timer } from "./timer-queue.js";

/** Default limit of {@link ManualClock.advanceUntilIdle}: 7 days. */
export const DEFAULT_LIMIT_MS = 7 * 24 * 3600 * 1000;

export interface ManualClockOptions {
  start: Instant;
  /** Receives errors of timers' tasks and actors; without it they end the process. */
  onError?: (error: unknown) => void;
  /** Maximum number of timers that may fire at one instant of an advance; more count as an endless loop. */
  maxAtOnce?: number;
}

/**
 * A clock that stands still until it is advanced. Timers fire one at a time in the order (due, made); after each, the
 * clock waits until everything that it started is at rest, so that the same inputs give the same events. Advances
 * queue.
 */
export class ManualClock implements Clock {
  readonly speed = 0;
  readonly #timers = new TimerQueue();
  readonly #activities = new BusyTracker();
  readonly #standing: Standing;
  readonly #onError: (error: unknown) => void;
  #lastAdvance: Promise<void> = Promise.resolve();

  constructor({ start, onError = throwToProcess, maxAtOnce = 100_000 }: ManualClockOptions) {
    const [timers, activities] = [this.#timers, this.#activities];
    this.#standing = { timers, activities, maxAtOnce, now: start, progress: 0, closed: false };
    this.#onError = onError;
  }

  /** The names of the actors, tasks and requests that currently prevent an advance. */
  get busy(): string[] {
    return this.#activities.busyNames();
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  get nextTimerAt(): Instant | null {
    return this.#timers.first?.due ?? null;
  }

  now(): Instant {
    return this.#standing.now;
  }

  after(ms: number, task: () => void | Promise<void>, options?: TimerOptions): () => void {
    return this.#add(ms, () => void this.#run("a timer's task", task), options);
  }

  /** Outside any activity (a test's own code) a sleep is only a timer: the clock does not wait for what follows it. */
  sleep(ms: number, signal?: EndSignal, options?: TimerOptions): Promise<void> {
    let wake = (): void => undefined;
    return sleepIn({
      arm: (fire, drop) => {
        const cancel = this.#add(ms, fire, options, drop);
        wake = this.#activities.sleep();
        return cancel;
      },
      signal,
      left: () => wake(),
    });
  }

  /** An actor is independent: to wait for it inside another activity, run it under `track` instead. */
  spawn(actor: () => Promise<void>, name = "an actor"): Promise<void> {
    return this.#run(name, actor);
  }

  /**
   * Inside an activity the work becomes a part of it: while the part sleeps, so does the activity. A promise (instead
   * of a function) is work that started outside, so its sleeps do not count: it is busy until it settles.
   */
  track<T>(work: Promise<T> | (() => T | Promise<T>), name = "a request"): Promise<T> {
    return this.#activities.run(name, true, work);
  }

  noteProgress(): void {
    this.#standing.progress += 1;
  }

  /** Waits until everything is at rest, without firing timers. Queues with advances. */
  async settled(): Promise<void> {
    await this.#inTurn({}, async (way) => {
      await way.settle();
      return way.report("advanced", "All is at rest.");
    });
  }

  /** Advances by `ms` and fires everything due up to and including then. */
  advance(ms: number, options: AdvanceOptions = {}): Promise<AdvanceReport> {
    return this.#inTurn(options, async (way) => {
      const target = this.#ahead(ms);
      while (await way.step(target));
      if (way.heldBy !== null) return way.report("limit", way.heldBy);
      this.#standing.now = target;
      return way.report("advanced", `${ms} ms have passed.`);
    });
  }

  /** Advances to the instant of the next timer and fires everything due then. */
  advanceToNext(options: AdvanceOptions = {}): Promise<AdvanceReport> {
    return this.#inTurn(options, async (way) => {
      await way.settle();
      const next = this.#timers.first;
      if (next === undefined) return way.report("nothing-due", "There is no timer to go to.");
      while (await way.step(next.due));
      if (way.heldBy !== null) return way.report("limit", way.heldBy);
      return way.report("advanced", "Every timer that was due at the next instant has fired.");
    });
  }

  /**
   * Advances until only `background` timers are left, and each of them has fired once in a row without effect: no
   * other timer fired or was created, and none called `noteProgress`. Advances by at most `limitMs`.
   */
  advanceUntilIdle(options: AdvanceOptions & { limitMs?: number | undefined } = {}): Promise<AdvanceReport> {
    const { limitMs = DEFAULT_LIMIT_MS } = options;
    return this.#inTurn(options, async (way) => {
      const limit = this.#ahead(limitMs);
      let seen = -1;
      let polls: Timer[] = [];
      for (;;) {
        await way.settle();
        if (this.#timers.foreground === 0) {
          if (seen !== this.#standing.progress) polls = this.#timers.background();
          seen = this.#standing.progress;
          while (polls.at(-1)?.queued === false) polls.pop();
          if (polls.length === 0) return way.report("idle", whyIdle(this.#timers));
        }
        if (!way.fire(limit)) break;
      }
      if (way.heldBy !== null) return way.report("limit", way.heldBy);
      this.#standing.now = limit;
      return way.report("limit", `${limitMs} ms have passed and it was not idle yet.`);
    });
  }

  close(): void {
    this.#standing.closed = true;
    this.#timers.dropAll(new ClockClosed());
    this.#activities.release();
  }

  #add(ms: number, fire: () => void, options?: TimerOptions, drop?: (reason: Error) => void): () => void {
    const due = instantAfter(this.now(), ms);
    const { endless = false, background = endless } = options ?? {};
    const timer = this.#timers.add({ due, background, endless, fire, drop });
    return () => this.#timers.cancel(timer);
  }

  /** Runs a separate activity and reports its error while it still counts as busy. */
  #run(name: string, work: () => void | Promise<void>): Promise<void> {
    return this.#activities.run(name, false, async () => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ClockClosed)) this.#onError(error);
      }
    });
  }

  async #inTurn(
    options: AdvanceOptions,
    course: (way: Advance) => Promise<AdvanceReport>,
  ): Promise<AdvanceReport> {
    const within = this.#activities.callerName();
    if (within !== undefined)
      throw new AdvanceError(`The clock cannot be advanced from within ${within}: it would wait for itself.`);
    const { signal } = options;
    return new Promise((resolve, reject) => {
      let way = new Advance(this.#standing, options);
      const giveUp = (): void => reject(way.givenUp());
      if (signal?.aborted) {
        giveUp();
        return;
      }
      signal?.addEventListener("abort", giveUp, { once: true });
      this.#lastAdvance = this.#lastAdvance
        // Its time counts from when its turn comes.
        .then(() => course((way = new Advance(this.#standing, options))))
        .then(resolve, reject)
        .finally(() => signal?.removeEventListener("abort", giveUp));
    });
  }

  #ahead(ms: number): Instant {
    if (ms < 0) throw new RangeError(`The clock cannot be advanced by ${ms} ms: time never goes back.`);
    return instantAfter(this.now(), ms);
  }
}

function whyIdle(timers: TimerQueue): string {
  if (timers.size === 0) return "No timers are left.";
  const polls = timers.background().length;
  const endless = timers.size - polls;
  const sources = endless === 0 ? "" : ` ${endless} endless source(s), such as a snap feed, continue later.`;
  return `Each of the ${polls} background timers fired in a row without effect.${sources}`;
}
