import { yieldToLoop } from "../clock/clock.js";

/** How many rounds of the event loop to wait. */
export interface Rounds {
  /** At least. Asked again in each round. Default: one. */
  least?: () => number;
  /** At most, however many connections come. */
  most: number;
}

/**
 * The connections that a server accepts. libuv accepts one in each round of the event loop: where each of many connections brings
 * work for a round, those after them wait for all of it.
 */
export class NewConnections {
  #accepted = 0;

  /** Notes that one was accepted. */
  readonly note = (): void => {
    this.#accepted += 1;
  };

  /** Resolves after a round of the event loop in which none was accepted. */
  async quietRound({ least = () => 1, most }: Rounds): Promise<void> {
    let rounds = 0;
    let before: number;
    do {
      before = this.#accepted;
      await yieldToLoop();
      rounds += 1;
    } while (rounds < most && (this.#accepted > before || rounds < least()));
  }
}
