import {
  ClockClosed,
  instantAfter,
  LATEST,
  machineWall,
  MICROS,
  throwToProcess,
  type Clock,
  type EndSignal,
  type TimerOptions,
  type WallClock,
} from "./clock.js";
import { type Instant, MAX_SPEED } from "../domain/records.js";
import { sleepIn, TimerQueue } from "./timer-queue.js";

/** The longest machine timer in milliseconds, so that a jump of the machine's clock is noticed in time. */
const MAX_WAIT_MS = 30_000;

/**
 * Bounds of the timers that fire in one turn, of which very many may be due when a paused clock goes on: their number, and
 * milliseconds after which no other one begins.
 */
const FIRED_AT_ONCE = 250;
const FIRING_MS = 5;

export interface ScaledClockOptions {
  /** 1 (real time) by default; see {@link ScaledClock.setSpeed}. */
  speed?: number;
  /** The clock starts at real time, or here if that is later (a state that ran ahead); a paused clock starts here. */
  notBefore?: Instant;
  wall?: WallClock;
  /** Receives errors of timers' tasks and actors. */
  onError?: (error: unknown) => void;
}

/**
 * A clock that runs at `speed` times real time. All timers share one machine timer, set for the first that is due; a
 * clock without timers has none. Timers due together fire in (due, made) order. What is due at {@link LATEST}, at which the clock
 * stands still, never fires: it would be made again at once, without end.
 */
export class ScaledClock implements Clock {
  readonly #wall: WallClock;
  readonly #onError: (error: unknown) => void;
  readonly #timers = new TimerQueue();
  #speed = 0;
  #wallBase: number;
  #base: Instant;
  #last: Instant;
  #disarm: (() => void) | undefined;
  #closed = false;

  constructor(options: ScaledClockOptions = {}) {
    this.#wall = options.wall ?? machineWall();
    this.#onError = options.onError ?? throwToProcess;
    this.#wallBase = this.#wall.now();
    const { speed = 1, notBefore = 0 } = options;
    const real = Math.floor(this.#wallBase * MICROS);
    this.#base = speed === 0 && notBefore > 0 ? notBefore : Math.max(real, notBefore);
    this.#last = this.#base;
    this.setSpeed(speed);
  }

  get speed(): number {
    return this.#speed;
  }

  /** Changes the speed, up to {@link MAX_SPEED}. 0 pauses the clock and its timers until the next change. */
  setSpeed(speed: number): void {
    if (!(speed >= 0 && speed <= MAX_SPEED))
      throw new RangeError(`A clock's speed is a number from 0 to ${MAX_SPEED}, not ${speed}.`);
    const wallNow = this.#wall.now();
    this.#base = this.#at(wallNow);
    this.#wallBase = wallNow;
    this.#speed = speed;
    this.#arm();
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  get nextTimerAt(): Instant | null {
    return this.#timers.first?.due ?? null;
  }

  now(): Instant {
    return this.#at(this.#wall.now());
  }

  after(ms: number, task: () => void | Promise<void>, options?: TimerOptions): () => void {
    return this.#add(ms, () => void this.spawn(async () => task()), options);
  }

  sleep(ms: number, signal?: EndSignal, options?: TimerOptions): Promise<void> {
    return sleepIn({ arm: (wake, drop) => this.#add(ms, wake, options, drop), signal });
  }

  async spawn(actor: () => Promise<void>): Promise<void> {
    try {
      await actor();
    } catch (error) {
      if (!(error instanceof ClockClosed)) this.#onError(error);
    }
  }

  track<T>(work: Promise<T> | (() => T | Promise<T>)): T | Promise<T> {
    return typeof work === "function" ? work() : work;
  }

  noteProgress(): void {
    // Nothing waits for this clock to be idle.
  }

  close(): void {
    this.#closed = true;
    this.#timers.dropAll(new ClockClosed());
    this.#arm();
  }

  #at(wallNow: number): Instant {
    const now = this.#base + Math.floor((wallNow - this.#wallBase) * this.#speed * MICROS);
    this.#last = Math.min(Math.max(this.#last, now), LATEST);
    return this.#last;
  }

  #add(ms: number, fire: () => void, options?: TimerOptions, drop?: (reason: Error) => void): () => void {
    const due = instantAfter(this.now(), ms);
    if (this.#closed) return () => undefined;
    const timer = this.#timers.add({ due, background: options?.background === true, fire, drop });
    if (this.#timers.first === timer) this.#arm();
    return () => {
      const wasFirst = this.#timers.first === timer;
      this.#timers.cancel(timer);
      if (wasFirst) this.#arm();
    };
  }

  #arm(): void {
    this.#disarm?.();
    this.#disarm = undefined;
    const first = this.#timers.first;
    if (first === undefined || first.due >= LATEST || this.#speed === 0) return;
    const wait = Math.ceil((first.due - this.now()) / MICROS / this.#speed);
    this.#disarm = this.#wall.setTimeout(() => this.#fire(), Math.min(Math.max(0, wait), MAX_WAIT_MS));
  }

  /**
   * Fires what is due, as much as one turn may. Timers that become due meanwhile wait for the next turn, so that they
   * cannot starve the event loop.
   */
  #fire(): void {
    const { made } = this.#timers;
    const [now, began] = [Math.min(this.now(), LATEST - 1), this.#wall.now()];
    for (let count = 0; count < FIRED_AT_ONCE; count++) {
      if (this.#wall.now() - began >= FIRING_MS) break;
      const timer = this.#timers.take(now, made);
      if (timer === undefined) break;
      timer.fire();
    }
    this.#arm();
  }
}
