/** An answer to a GET request, as text. */
export interface KeptAnswer {
  status: number;
  text: string;
}

/** Maximum number of readings with kept answers for one fault; the least recently read is dropped first. */
const MAX_ANSWERS = 200;

/** The earlier answers to readings, so that a fault can answer as before the latest change. */
export class StaleAnswers {
  readonly #answers = new Map<string, { latest: KeptAnswer; before: KeptAnswer | null }>();

  /** Whether there is an earlier answer: the first one cannot be stale. */
  has(key: string): boolean {
    return this.#answers.has(key);
  }

  /** Notes the true answer. Returns the last answer that differed from it, or null. */
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
