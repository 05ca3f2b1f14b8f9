/** The time that a clause may take, without the pauses that the target asks for, and the end of the run. */
export class ClauseLimit {
  readonly #end = new AbortController();
  readonly #onRunEnds = (): void => this.#end.abort(this.run.reason);
  #isOver = false;
  readonly #restedBefore: number;
  #timer: NodeJS.Timeout;

  /**
   * @param limitMs in milliseconds
   * @param run aborts when the run ends
   * @param restedMs how long the target has made the run pause until now, in milliseconds
   */
  constructor(
    limitMs: number,
    private readonly run: AbortSignal,
    private readonly restedMs: () => number,
  ) {
    this.#restedBefore = restedMs();
    this.#timer = this.#after(limitMs, 0);
    // `AbortSignal.any` keeps every signal that it made for as long as the run's: each clause would cost more than the one before.
    if (run.aborted) this.#onRunEnds();
    else run.addEventListener("abort", this.#onRunEnds);
  }

  /** Aborts when the time is over, or when the run ends. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Whether the time was over before the clause had ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The clause has ended. */
  end(): void {
    clearTimeout(this.#timer);
    this.run.removeEventListener("abort", this.#onRunEnds);
  }

  #after(ms: number, grantedMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      const rested = this.restedMs() - this.#restedBefore;
      if (rested > grantedMs) this.#timer = this.#after(rested - grantedMs, rested);
      else this.#overNow();
    }, ms);
  }

  #overNow(): void {
    this.#isOver = true;
    this.#end.abort(new Error("the time of the clause is over"));
  }
}
