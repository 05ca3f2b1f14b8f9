import { AsyncLocalStorage } from "node:async_hooks";

/**
 * An activity: an actor, a timer's task or a request in flight. It is at rest while it sleeps, or while it waits for
 * a part of it that is at rest; otherwise it is busy until it ends. Busyness is computed from the state, not counted
 * by callers, so it stays right when sleeps overlap or outlive their activity.
 */
class TrackedTask {
  #sleeps = 0;
  #parts = 0;
  #busyParts = 0;
  #ended = false;
  #busy = false;

  constructor(
    readonly name: string,
    readonly owner: BusyTracker,
    readonly parent: TrackedTask | undefined,
    private readonly flip: (activity: TrackedTask, busy: boolean) => void,
  ) {
    if (parent !== undefined) parent.#parts += 1;
    this.#judge();
  }

  /** Whether it, or the activity that contains it, has not ended. */
  get live(): boolean {
    return !this.#ended || this.parent?.live === true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  sleep(): void {
    this.#sleeps += 1;
    this.#judge();
  }

  wake(): void {
    this.#sleeps -= 1;
    this.#judge();
  }

  end(): void {
    this.#ended = true;
    const { parent } = this;
    if (parent !== undefined) parent.#parts -= 1;
    this.#judge();
    if (parent !== undefined) parent.#judge();
  }

  #judge(): void {
    const waits = this.#ended || this.#sleeps + this.#parts > 0;
    const busy = !waits || this.#busyParts > 0;
    if (busy === this.#busy) return;
    this.#busy = busy;
    if (this.parent === undefined) {
      this.flip(this, busy);
      return;
    }
    this.parent.#busyParts += busy ? 1 : -1;
    this.parent.#judge();
  }
}

/**
 * The activity of the running code. One storage for all clocks, because each storage in use slows down every promise.
 */
const context = new AsyncLocalStorage<TrackedTask>();

/**
 * All activities under one manual clock. The asynchronous context tells which activity a sleep belongs to, so code
 * does not pass handles. A request that an actor makes in-process is a part of that actor: while the server sleeps
 * (an injected delay), the waiting actor is at rest too.
 */
export class BusyTracker {
  readonly #busy = new Set<TrackedTask>();
  #onRest: (() => void) | undefined;

  /** Whether nothing is busy. */
  get resting(): boolean {
    return this.#busy.size === 0;
  }

  /** The names of the busy outermost activities. */
  busyNames(): string[] {
    return [...this.#busy].map(({ name }) => name);
  }

  /** The name of the caller's activity, if it has not ended. */
  callerName(): string | undefined {
    const caller = context.getStore();
    return caller?.owner === this && caller.live ? caller.name : undefined;
  }

  /** Runs `work` as an activity: a part of the caller's (`part`), or a separate one. */
  async run<T>(name: string, part: boolean, work: Promise<T> | (() => T | Promise<T>)): Promise<T> {
    const activity = new TrackedTask(name, this, part ? this.#caller() : undefined, this.#flip);
    try {
      return await (typeof work === "function" ? context.run(activity, work) : work);
    } finally {
      activity.end();
    }
  }

  /**
   * Marks the caller's activity as sleeping until the returned function is called. Does nothing outside any activity.
   */
  sleep(): () => void {
    const activity = this.#caller();
    activity?.sleep();
    return () => activity?.wake();
  }

  /** Resolves when nothing is busy, or on {@link release}, so check again. One caller at a time. */
  rest(): Promise<void> {
    if (this.resting) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onRest = resolve;
    });
  }

  /** Ends the wait for rest even if something is busy. */
  release(): void {
    this.#onRest?.();
    this.#onRest = undefined;
  }

  #caller(): TrackedTask | undefined {
    const caller = context.getStore();
    return caller?.owner === this && !caller.ended ? caller : undefined;
  }

  readonly #flip = (activity: TrackedTask, busy: boolean): void => {
    if (busy) this.#busy.add(activity);
    else this.#busy.delete(activity);
    if (this.resting) this.release();
  };
}
