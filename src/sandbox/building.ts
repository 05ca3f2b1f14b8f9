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
  readonly #waiting: { records: number; begin: () => void }[] = [];
  #taken = 0;

  /** Makes `records` records in its turn; more than fit are made alone. */
  async run<T>(records: number, work: () => Promise<T>): Promise<T> {
    const room = Math.min(records, MOST);
    await new Promise<void>((begin) => {
      this.#waiting.push({ records: room, begin });
      this.#next();
    });
    try {
      return await work();
    } finally {
      this.#taken -= room;
      this.#next();
    }
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
