import { machine } from "../../clock/clock.js";

/** The same items. `each` gets how many of them were read in the turn of the event loop. */
export function* counted<T>(items: Iterable<T>, each: (inTurn: number) => void): Generator<T, undefined> {
  let turn = {};
  let inTurn = 0;
  for (const item of items) {
    if (inTurn++ === 0) {
      const own = (turn = {});
      machine.setImmediate(() => {
        if (turn === own) inTurn = 0;
      });
    }
    each(inTurn);
    yield item;
  }
  return undefined;
}
