/** How many records may be made at once, by all requests together: as many as the largest seed makes. */
const MOST = 20_000;
/** Characters of a snapshot for one record. */
const CHARACTERS = 1000;

/** The number of records in a snapshot, roughly, from the length of its text. */
export const recordsIn = (characters: number): number => characters / CHARACTERS;

/**
 * Lets requests make new states of sandboxes while they fit together into a limited number of records, in the order in which
 * they came. A short request can ask for a large state; each would take memory, and each step of all of them a turn.
 */
export class Building {
  readonly #waiting: { records: number; begin: () => void; refuse: (why: Error) => void }[] = [];
  #taken = 0;
  /** Why nothing is begun any more. */
  #ended: Error | null = null;

  /** Makes `records` records in its turn; more than fit are made alone. @throws the reason of {@link end} */
  async run<T>(records: number, work: () => Promise<T>): Promise<T> {
    const room = Math.min(records, MOST);
    if (this.#ended !== null) throw this.#ended;
    await new Promise<void>((begin, refuse) => {
      this.#waiting.push({ records: room, begin, refuse });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#taken -= room;
      this.#next();
    }
  }

  /** Refuses those that wait, and all to come. */
  end(why: Error): void {
    this.#ended = why;
    for (const { refuse } of this.#waiting.splice(0)) refuse(why);
  }

  #next(): void {
    for (let [first] = this.#waiting; first; [first] = this.#waiting) {
      if (this.#taken + first.records > MOST) return;
      this.#waiting.shift();
      this.#taken += first.records;
      first.begin();
    }
  }
}
