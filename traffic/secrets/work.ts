/** Characters that are searched for each byte that passed through. */
const FOR_EACH_BYTE = 6;
/** Characters that are searched in any exchange. */
const ANYWAY = 768 * 1024;

/** An exchange would take more work than its length allows. */
export class TooMuchWork extends Error {
  override name = "TooMuchWork";
}

/**
 * How much is searched for the secrets of one exchange, in characters. A small body may be a large text, and each way to write
 * a character is another search: what would cost more than its length allows is not searched, and so it is not kept.
 */
export class Work {
  #left: number;
  #hasSkipped = false;

  /** @param bytes the length of the exchange as it passed through */
  constructor(bytes: number) {
    this.#left = ANYWAY + FOR_EACH_BYTE * bytes;
  }

  /** How many characters may still be searched. */
  get left(): number {
    return this.#left;
  }

  /** Notes that something that may hold secrets was not read. */
  skip(): void {
    this.#hasSkipped = true;
  }

  /** Whether {@link skip} was called. */
  get hasSkipped(): boolean {
    return this.#hasSkipped;
  }

  /** Takes a number of characters. @throws TooMuchWork if fewer are left */
  take(characters: number): void {
    this.#left -= characters;
    if (this.#left < 0) throw new TooMuchWork();
  }
}
