/** An answer to a reading, as text. */
export interface KeptAnswer {
  status: number;
  text: string;
}

/** Readings whose answers are kept for one fault; the one that was read least lately goes first. */
const MAX_ANSWERS = 200;

/** What readings were answered, so that a fault can answer as before the latest change. */
export class StaleAnswers {
  readonly #answers = new Map<string, { latest: KeptAnswer; before: KeptAnswer | null }>();

  /** Whether this was read already: the first time there can be nothing stale. */
  has(key: string): boolean {
    return this.#answers.has(key);
  }

  /** Takes note of the true answer; returns the last one that differed from it, null where there was none. */
  note(key: string, answer: KeptAnswer): KeptAnswer | null {
    const entry = this.#answers.get(key);
    this.#answers.delete(key);
    const same = entry?.latest.text === answer.text && entry.latest.status === answer.status;
    const before = same ? entry.before : (entry?.latest ?? null);
    this.#answers.set(key, { latest: answer, before });
    if (this.#answers.size > MAX_ANSWERS) this.#answers.delete(this.#answers.keys().next().value!);
    return before;
  }
}
