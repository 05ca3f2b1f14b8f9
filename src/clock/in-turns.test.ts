import { expect, it } from "vitest";
import { inTurns, TURN } from "./in-turns.js";

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
