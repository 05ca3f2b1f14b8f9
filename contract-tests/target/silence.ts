/** Requests in sequence without an answer after which the target is asked whether it answers at all. */
const MAX_IN_SEQUENCE = 3;

/**
 * Counts the requests that a target accepts and does not answer in time, or only asks to come later. Each costs the whole time,
 * so that a target, or one operation of it, that never answers must not be waited for again for each clause.
 */
export class Silence {
  /** In sequence, of any operation. */
  #all = 0;
  /** In sequence, of each operation. */
  readonly #of = new Map<string, number>();

  /** Whether an operation does not answer, so that it need not be called again. */
  isOf(operation: string): boolean {
    return (this.#of.get(operation) ?? 0) >= MAX_IN_SEQUENCE;
  }

  /** A request was answered. */
  broken(operation: string): void {
    this.#all = 0;
    this.#of.delete(operation);
  }

  /** A request was not answered in time. Returns whether the target may answer nothing any more. */
  kept(operation: string): boolean {
    this.#all += 1;
    this.#of.set(operation, (this.#of.get(operation) ?? 0) + 1);
    return this.#all >= MAX_IN_SEQUENCE;
  }
}
