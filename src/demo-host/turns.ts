/**
 * Gives visitors turns, one in each round of the event loop, to one visitor after the other: a burst of one visitor costs
 * another's request no more than one turn in a round.
 */
export class Turns {
  /** By visitor, in the order of their next turns. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #isServing = false;

  /** `roundEnds` resolves when this round of the event loop is over. */
  constructor(private readonly roundEnds: () => Promise<void>) {}

  /** Resolves when it is this visitor's turn: at once if nobody waits. */
  take(visitor: string): Promise<void> {
    return new Promise((resolve) => {
      const own = this.#waiting.get(visitor);
      if (own) own.push(resolve);
      else this.#waiting.set(visitor, [resolve]);
      if (!this.#isServing) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined) break;
      const [visitor, [grant, ...others]] = next;
      this.#waiting.delete(visitor);
      if (others.length > 0) this.#waiting.set(visitor, others);
      grant!();
      await this.roundEnds();
    }
    this.#isServing = false;
  }
}
