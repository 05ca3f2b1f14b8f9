import type { EndSignal } from "./clock.js";
import type { Instant } from "../domain/records.js";

/** A task for a clock at an instant. */
export interface TimerSpec {
  due: Instant;
  background: boolean;
  /** See `TimerOptions.endless`; always `background` as well. */
  endless?: boolean | undefined;
  fire: () => void;
  /** Called when the clock closes before the timer has fired. */
  drop?: ((reason: Error) => void) | undefined;
}

/** A timer in a {@link TimerQueue}. */
export interface Timer extends Readonly<TimerSpec> {
  /** Timers due at the same instant fire in order of creation. */
  readonly order: number;
  /** False once it was taken out or cancelled. */
  readonly queued: boolean;
}

interface Entry extends TimerSpec {
  order: number;
  queued: boolean;
  /** Its index in the heap. */
  at: number;
}

/** Timers by (due, order of making): a binary heap in which each timer knows its index, so that cancelling is cheap. */
export class TimerQueue {
  readonly #heap: Entry[] = [];
  #made = 0;
  #foreground = 0;

  /** Number of timers made so far, which is the `order` of the next. */
  get made(): number {
    return this.#made;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** Number of timers that are not `background`. */
  get foreground(): number {
    return this.#foreground;
  }

  /** The timer that is due first. */
  get first(): Timer | undefined {
    return this.#heap[0];
  }

  /** All `background` timers except endless ones, in no order. */
  background(): Timer[] {
    return this.#heap.filter((timer) => timer.background && timer.endless !== true);
  }

  add(spec: TimerSpec): Timer {
    const { due, background, endless, fire, drop } = spec;
    const entry: Entry = {
      due,
      background,
      endless,
      fire,
      drop,
      order: this.#made,
      queued: true,
      at: this.#heap.length,
    };
    this.#made += 1;
    if (!background) this.#foreground += 1;
    this.#heap.push(entry);
    this.#up(entry);
    return entry;
  }

  /** Removes and returns the first timer if it is due at `instant` and was made before the timer of order `made`. */
  take(instant: Instant, made = Infinity): Timer | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.due > instant || first.order >= made) return undefined;
    this.cancel(first);
    return first;
  }

  /** Removes a timer; does nothing if it has fired or was cancelled. */
  cancel(timer: Timer): void {
    const entry = timer as Entry;
    if (!entry.queued) return;
    entry.queued = false;
    if (!entry.background) this.#foreground -= 1;
    const last = this.#heap.pop()!;
    if (last === entry) return;
    this.#put(last, entry.at);
    this.#up(last);
    this.#down(last);
  }

  /** Removes all timers and calls their `drop`. */
  dropAll(reason: Error): void {
    const all = this.#heap.splice(0).sort((a, b) => (before(a, b) ? -1 : 1));
    this.#foreground = 0;
    for (const entry of all) entry.queued = false;
    for (const entry of all) entry.drop?.(reason);
  }

  #put(entry: Entry, at: number): void {
    this.#heap[at] = entry;
    entry.at = at;
  }

  #up(entry: Entry): void {
    while (entry.at > 0) {
      const at = entry.at;
      const parent = this.#heap[(at - 1) >> 1]!;
      if (!before(entry, parent)) return;
      this.#put(entry, parent.at);
      this.#put(parent, at);
    }
  }

  #down(entry: Entry): void {
    for (;;) {
      const at = entry.at;
      let child = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      if (child !== undefined && right !== undefined && before(right, child)) child = right;
      if (child === undefined || !before(child, entry)) return;
      this.#put(entry, child.at);
      this.#put(child, at);
    }
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}

/** What a sleep needs from its clock. */
export interface Bed {
  /** Makes the timer and returns the function that cancels it. */
  arm: (wake: () => void, drop: (reason: Error) => void) => () => void;
  signal?: EndSignal | undefined;
  /** Called when the sleep ends in any way, before its promise settles. */
  left?: () => void;
}

/** A sleep: resolves when its timer fires, rejects when `signal` aborts or the clock drops the timer. */
export function sleepIn({ arm, signal, left }: Bed): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (settle: () => void): void => {
      signal?.removeEventListener("abort", onAbort);
      left?.();
      settle();
    };
    const onAbort = (): void => {
      cancel();
      leave(() => reject(signal!.reason));
    };
    const cancel = arm(
      () => leave(resolve),
      (reason) => leave(() => reject(reason)),
    );
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  });
}
