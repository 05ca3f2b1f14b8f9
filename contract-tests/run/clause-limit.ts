/** The time that a clause may take, without the pauses that the target asks for. */
export class ClauseLimit {
  readonly #over = new AbortController();
  readonly #restedBefore: number;
  #timer: NodeJS.Timeout;

  /**
   * @param limitMs in milliseconds
   * @param restedMs how long the target has made the run pause until now, in milliseconds
   */
  constructor(
    limitMs: number,
    private readonly restedMs: () => number,
  ) {
    this.#restedBefore = restedMs();
    this.#timer = this.#after(limitMs, 0);
  }

  /** Aborts when the time is over. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** The clause has ended. */
  end(): void {
    clearTimeout(this.#timer);
  }

  #after(ms: number, grantedMs: number): NodeJS.Timeout {
    return setTimeout(() => {
      const rested = this.restedMs() - this.#restedBefore;
      if (rested > grantedMs) this.#timer = this.#after(rested - grantedMs, rested);
      else this.#over.abort(new Error("the time of the clause is over"));
    }, ms);
  }
}
