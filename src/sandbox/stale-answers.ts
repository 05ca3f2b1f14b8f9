/** An answer to a GET request, as text. */
export interface KeptAnswer {
  status: number;
  text: string;
}

/** Maximum number of readings with kept answers for one fault; the least recently read is dropped first. */
const MAX_ANSWERS = 200;

/** A reading with its latest answer and the one before that differed. */
interface Reading {
  latest: KeptAnswer;
  before: KeptAnswer | null;
  drop: () => void;
}

/** How much the kept answers of all faults of a sandbox take; beyond it the least recently read are dropped. */
export class StaleBudget {
  /** In the order of their latest use. */
  readonly #readings = new Set<Reading>();
  #size = 0;

  /** @param most the maximum number of characters */
  constructor(private readonly most: number) {}

  /** Number of characters at present. */
  get size(): number {
    return this.#size;
  }

  add(reading: Reading): void {
    this.#readings.add(reading);
    this.#size += sizeOf(reading);
    for (const oldest of this.#readings) {
      if (this.#size <= this.most) break;
      oldest.drop();
    }
  }

  remove(reading: Reading): void {
    if (this.#readings.delete(reading)) this.#size -= sizeOf(reading);
  }
}

const sizeOf = ({ latest, before }: Reading): number => latest.text.length + (before?.text.length ?? 0);

/** The earlier answers to readings, so that a fault can answer as before the latest change. */
export class StaleAnswers {
  readonly #answers = new Map<string, Reading>();

  constructor(private readonly budget: StaleBudget) {}

  /** Whether there is an earlier answer: the first one cannot be stale. */
  has(key: string): boolean {
    return this.#answers.has(key);
  }

  /** Notes the true answer. Returns the last answer that differed from it, or null. */
  note(key: string, { status, text }: KeptAnswer): KeptAnswer | null {
    const entry = this.#answers.get(key);
    this.#drop(key);
    const same = entry?.latest.text === text && entry.latest.status === status;
    const before = same ? entry.before : (entry?.latest ?? null);
    const reading = { latest: { status, text }, before, drop: () => this.#drop(key) };
    this.#answers.set(key, reading);
    if (this.#answers.size > MAX_ANSWERS) this.#drop(this.#answers.keys().next().value!);
    this.budget.add(reading);
    return before;
  }

  /** Forgets all, when the fault is removed. */
  clear(): void {
    for (const key of [...this.#answers.keys()]) this.#drop(key);
  }

  #drop(key: string): void {
    const reading = this.#answers.get(key);
    if (reading === undefined) return;
    this.#answers.delete(key);
    this.budget.remove(reading);
  }
}
