import { yieldToLoop } from "./clock.js";

/** Number of items of one turn. */
export const TURN = 1000;
/** Size of the steps of one turn. */
export const TURN_SIZE = 256 * 1024;

/** Calls `each` for all items. After each {@link TURN} of them others have a turn, so each item must still be of use then. */
export async function inTurns<T>(items: Iterable<T>, each: (item: T, index: number) => void): Promise<void> {
  let index = 0;
  for (const item of items) {
    if (index > 0 && index % TURN === 0) await yieldToLoop();
    each(item, index++);
  }
}

/** Does all steps, each of which tells its size (`domain/steps.ts`). After each {@link TURN_SIZE} of them others have a turn. */
export async function inSteps<T>(steps: Generator<number, T, void>): Promise<T> {
  for (let size = 0; ;) {
    const { done, value } = steps.next();
    if (done) return value;
    size += value;
    if (size < TURN_SIZE) continue;
    size = 0;
    await yieldToLoop();
  }
}

/** Does one work after the other. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Lets what becomes ready at the same time go on in a turn each. */
  turn(): Promise<void> {
    return this.run(yieldToLoop);
  }
}
