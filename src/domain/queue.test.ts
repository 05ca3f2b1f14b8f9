import { expect, it } from "vitest";
import { Queue } from "./queue.js";

/** A queue, what waits in it, and how often it was asked whether something waits. */
function queue() {
  const waiting = new Set<number>();
  const queue = new Queue();
  let asked = 0;
  const waits = (row: number): boolean => {
    asked += 1;
    return waiting.has(row);
  };
  const push = (row: number): void => {
    waiting.add(row);
    queue.push(row);
  };
  return { queue, waiting, waits, push, asked: () => asked };
}

it("forgets what was removed behind an entry that waits for ever", () => {
  const { queue: own, waiting, waits, push, asked } = queue();
  push(0);
  for (let n = 1; n <= 1000; n++) {
    push(n);
    waiting.delete(n);
    own.noteRemoved(1, waits);
  }
  const before = asked();
  expect([...own.list(waits)]).toEqual([0]);
  expect(asked() - before).toBeLessThanOrEqual(3);
  expect(before).toBeLessThan(3000);
});

it("is empty when all was removed, and goes on in its order when some was", () => {
  const { queue: own, waiting, waits, push } = queue();
  for (let n = 0; n < 100; n++) push(n);
  for (let n = 0; n < 100; n++) if (n % 10 !== 9) waiting.delete(n);
  own.noteRemoved(90, waits);
  for (let n = 9; n < 100; n += 10) {
    expect(own.first(waits)).toBe(n);
    waiting.delete(n);
  }
  expect(own.first(waits)).toBeNull();
  expect(own.isEmpty).toBe(true);
});
