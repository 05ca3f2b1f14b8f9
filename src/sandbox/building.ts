/** How many records may be made at once, by all requests together: as many as the largest seed makes. */
const MOST = 20_000;
/** Characters of a snapshot for one record. */
const CHARACTERS = 1000;

/** The number of records in a snapshot, roughly, from the length of its text. */
export const recordsIn = (characters: number): number => characters / CHARACTERS;

/** A request for a new state. */
interface Wait {
  records: number;
  begin: () => void;
  refuse: (why: Error) => void;
}

/**
 * Lets requests make new states of sandboxes while they fit together into a limited number of records. A short request can ask
 * for a large state; each would take memory, and each step of all of them a turn. One sandbox after the other has its turn, so that
 * many requests for one delay another's by one of them. The states of one sandbox are made one after another, each from what it is
 * by then.
 */
export class Building {
  /** By sandbox, in the order of their next turns. */
  readonly #waiting = new Map<string, Wait[]>();
  /** Those whose state is being made. */
  readonly #making = new Set<string>();
  #taken = 0;
  /** Why nothing is begun any more. */
  #ended: Error | null = null;

  /** Makes `records` records of a sandbox in its turn; more than fit are made alone. @throws the reason of {@link end} */
  async run<T>(sandbox: string, records: number, work: () => Promise<T>): Promise<T> {
    const room = Math.min(records, MOST);
    if (this.#ended !== null) throw this.#ended;
    await new Promise<void>((begin, refuse) => {
      const wait = { records: room, begin, refuse };
      const own = this.#waiting.get(sandbox);
      if (own) own.push(wait);
      else this.#waiting.set(sandbox, [wait]);
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#taken -= room;
      this.#making.delete(sandbox);
      this.#next();
    }
  }

  /** Refuses those that wait, and all to come. */
  end(why: Error): void {
    this.#ended = why;
    for (const { refuse } of [...this.#waiting.values()].flat()) refuse(why);
    this.#waiting.clear();
  }

  #next(): void {
    for (const [sandbox, waits] of this.#waiting) {
      if (this.#making.has(sandbox)) continue;
      const [first] = waits;
      if (this.#taken + first!.records > MOST) return;
      // Its next turn is after those of all others.
      this.#waiting.delete(sandbox);
      waits.shift();
      if (waits.length > 0) this.#waiting.set(sandbox, waits);
      this.#making.add(sandbox);
      this.#taken += first!.records;
      first!.begin();
    }
  }
}
