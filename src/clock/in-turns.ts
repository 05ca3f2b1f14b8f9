import { yieldToLoop } from "./clock.js";

/** Number of items of one turn. */
export const TURN = 1000;

/** Calls `each` for all items. After each {@link TURN} of them others have a turn, so each item must still be of use then. */
export async function inTurns<T>(items: readonly T[], each: (item: T, index: number) => void): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % TURN === 0) await yieldToLoop();
    each(item, index);
  }
}
