/**
 * Gives turns, one in each round of the event loop, to one address after the other, and of an address to one visitor after the
 * other: a burst of one of them, however many visitors it is, costs another's request no more than one turn in a round.
 */
export class Turns {
  /** By address, then by visitor, both in the order of their next turns. */
  readonly #waiting = new Map<string, Map<string, (() => void)[]>>();
  #isServing = false;

  /** `roundEnds` resolves when this round of the event loop is over. */
  constructor(private readonly roundEnds: () => Promise<void>) {}

  /** Resolves when it is the turn of this visitor at this address: at once if nobody waits. */
  take(address: string, visitor = ""): Promise<void> {
    return new Promise((resolve) => {
      const visitors = this.#waiting.get(address) ?? new Map<string, (() => void)[]>();
      const own = visitors.get(visitor);
      if (own) own.push(resolve);
      else visitors.set(visitor, [resolve]);
      this.#waiting.set(address, visitors);
      if (!this.#isServing) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (let visitors = takeFirst(this.#waiting); visitors; visitors = takeFirst(this.#waiting)) {
      const [address, own] = visitors;
      const [visitor, requests] = takeFirst(own)!;
      const grant = requests.shift()!;
      if (requests.length > 0) own.set(visitor, requests);
      if (own.size > 0) this.#waiting.set(address, own);
      grant();
      await this.roundEnds();
    }
    this.#isServing = false;
  }
}

/** Removes the first entry of a map; undefined if there is none. */
function takeFirst<Value>(map: Map<string, Value>): [string, Value] | undefined {
  const [first] = map;
  if (first !== undefined) map.delete(first[0]);
  return first;
}
