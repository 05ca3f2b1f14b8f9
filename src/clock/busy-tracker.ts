import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Something that goes on: an actor, a timer's task or a request in flight. It is at rest while it sleeps, or waits for
 * a part of it that is at rest; otherwise it is busy till it ends. Busy is worked out from what is, never counted up
 * and down by callers, so it can neither get stuck nor go wrong when sleeps overlap or outlive their activity.
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

  /** Whether it, or what it is part of, has yet to end. */
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

/** The activity that the running code belongs to. One for all clocks: each that is in use slows every promise. */
const context = new AsyncLocalStorage<TrackedTask>();

/**
 * All that goes on under one manual clock. Which activity a sleep belongs to is known from its asynchronous context, so
 * that code need not hand a handle through, and a request made in-process by an actor is a part of that actor: while the
 * server sleeps (a delay that was asked for), so does the actor that waits for the answer.
 */
export class BusyTracker {
  readonly #busy = new Set<TrackedTask>();
  #onRest: (() => void) | undefined;

  /** Whether nothing is busy. */
  get resting(): boolean {
    return this.#busy.size === 0;
  }

  /** Names of what is busy, each as the activity that nothing contains. */
  busyNames(): string[] {
    return [...this.#busy].map(({ name }) => name);
  }

  /** The name of the activity that the caller is within, where that has yet to end. */
  callerName(): string | undefined {
    const caller = context.getStore();
    return caller?.owner === this && caller.live ? caller.name : undefined;
  }

  /** Runs `work` as an activity: a part of the caller's (`part`), or one of its own. */
  async run<T>(name: string, part: boolean, work: Promise<T> | (() => T | Promise<T>)): Promise<T> {
    const activity = new TrackedTask(name, this, part ? this.#caller() : undefined, this.#flip);
    try {
      return await (typeof work === "function" ? context.run(activity, work) : work);
    } finally {
      activity.end();
    }
  }

  /** Marks that the caller's activity sleeps, till the returned function is called. Outside of any it does nothing. */
  sleep(): () => void {
    const activity = this.#caller();
    activity?.sleep();
    return () => activity?.wake();
  }

  /** Resolves when nothing is busy, or on {@link release}: look again. One caller at a time. */
  rest(): Promise<void> {
    if (this.resting) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onRest = resolve;
    });
  }

  /** Ends the wait for rest, although something may be busy. */
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
