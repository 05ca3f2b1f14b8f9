/** One who waits for a turn. */
interface Waiting {
  grant: () => void;
  hasGone: () => boolean;
}

/**
 * Gives turns, one in each round of the event loop, to one address after the other, and of an address to one visitor after the
 * other: a burst of one of them, however many visitors it is, costs another's request no more than one turn in a round.
 */
export class Turns {
  /** By address, then by visitor, both in the order of their next turns. */
  readonly #waiting = new Map<string, Map<string, Waiting[]>>();
  #isServing = false;

  /** `roundEnds` resolves when this round of the event loop is over. */
  constructor(private readonly roundEnds: () => Promise<void>) {}

  /**
   * Resolves when it is the turn of this visitor at this address: at once if nobody waits. One who `hasGone` until then uses up no
   * turn: it resolves, and the next one of the address has the turn.
   */
  take(address: string, visitor = "", hasGone = (): boolean => false): Promise<void> {
    return new Promise((grant) => {
      const visitors = this.#waiting.get(address) ?? new Map<string, Waiting[]>();
      const own = visitors.get(visitor);
      if (own) own.push({ grant, hasGone });
      else visitors.set(visitor, [{ grant, hasGone }]);
      this.#waiting.set(address, visitors);
      if (!this.#isServing) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    for (let next = takeFirst(this.#waiting); next; next = takeFirst(this.#waiting)) {
      const [address, visitors] = next;
      const isUsed = grantOne(visitors);
      if (visitors.size > 0) this.#waiting.set(address, visitors);
      if (isUsed) await this.roundEnds();
    }
    this.#isServing = false;
  }
}

/** Gives a turn to the first of an address's visitors who has not gone; false if there is none. */
function grantOne(visitors: Map<string, Waiting[]>): boolean {
  for (let first = takeFirst(visitors); first; first = takeFirst(visitors)) {
    const [visitor, own] = first;
    for (let next = own.shift(); next; next = own.shift()) {
      const isUsed = !next.hasGone();
      next.grant();
      if (!isUsed) continue;
      if (own.length > 0) visitors.set(visitor, own);
      return true;
    }
  }
  return false;
}

/** Removes the first entry of a map; undefined if there is none. */
function takeFirst<Value>(map: Map<string, Value>): [string, Value] | undefined {
  const [first] = map;
  if (first !== undefined) map.delete(first[0]);
  return first;
}
