import { expect, it } from "vitest";
import { machine } from "../../clock/clock.js";
import { TURN } from "../../clock/in-turns.js";
import { smallest } from "./smallest.js";

it("keeps the smallest that fit, in order, each once", async () => {
  const texts = ["d", "b", "é", "b", "a", "", "c", "B", "a", "skipped"];
  const fits = (text: string): boolean => text !== "" && text !== "skipped";
  const sorted = [...new Set(texts.filter(fits))].sort();
  for (let most = 1; most <= sorted.length + 1; most++)
    expect(await smallest(texts, most, fits)).toEqual(sorted.slice(0, most));
});

it("looks at as many texts in one turn as others do", async () => {
  let inTurn = 0;
  let most = 0;
  const texts = function* (): Generator<string> {
    for (let n = 5 * TURN; n > 0; n--) {
      if (inTurn++ === 0) machine.setImmediate(() => (inTurn = 0));
      most = Math.max(most, inTurn);
      yield `text ${n}`;
    }
  };
  expect(await smallest(texts(), 2)).toEqual(["text 1", "text 10"]);
  expect(most).toBeLessThanOrEqual(TURN + 1);
});
