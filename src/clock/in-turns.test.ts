import { expect, it } from "vitest";

import { inSteps, inTurns, TURN, TURN_SIZE } from "./in-turns.js";

it("goes through all items in order, and others have a turn after each thousand", async () => {
  const items = Array.from({ length: 3 * TURN }, (_, at) => at);
  const seen: number[] = [];
  const turnsOfOthers: number[] = [];
  const other = (): void => {
    turnsOfOthers.push(seen.length);
    if (seen.length < items.length) setImmediate(other);
  };
  setImmediate(other);
  await inTurns(items, (item, index) => {
    expect(index).toBe(item);
    seen.push(item);
  });
  expect(seen).toEqual(items);
  expect(turnsOfOthers).toEqual([TURN, 2 * TURN]);
});

it("does all steps, and others have a turn after each quarter of a MiB of them", async () => {
  let done = 0;
  function* steps(): Generator<number, string, void> {
    for (; done < 10; done++) yield TURN_SIZE / 2;
    return "result";
  }
  const turnsOfOthers: number[] = [];
  const other = (): void => {
    turnsOfOthers.push(done);
    if (done < 10) setImmediate(other);
  };
  setImmediate(other);
  expect(await inSteps(steps())).toBe("result");
  expect(turnsOfOthers.slice(0, 4)).toEqual([1, 3, 5, 7]);
});
