import { expect, it } from "vitest";
import { Queue } from "./queue.js";

/** A queue, what waits in it, and how often it was asked whether something waits. */
function queue() {
  const waiting = new Set<string>();
  const queue = new Queue();
  let asked = 0;
  const waits = (id: string): boolean => {
    asked += 1;
    return waiting.has(id);
  };
  const push = (id: string, order: number): void => {
    waiting.add(id);
    queue.push({ id, order });
  };
  return { queue, waiting, waits, push, asked: () => asked };
}

it("forgets what was removed behind an entry that waits for ever", () => {
  const { queue: own, waiting, waits, push, asked } = queue();
  push("first", 0);
  for (let n = 1; n <= 1000; n++) {
    push(`gone-${n}`, n);
    waiting.delete(`gone-${n}`);
    own.noteRemoved(1, waits);
  }
  const before = asked();
  expect([...own.list(waits)].map(({ id }) => id)).toEqual(["first"]);
  expect(asked() - before).toBeLessThanOrEqual(3);
  expect(before).toBeLessThan(3000);
});

it("is empty when all was removed, and goes on in its order when some was", () => {
  const { queue: own, waiting, waits, push } = queue();
  for (let n = 0; n < 100; n++) push(`${n}`, n);
  for (let n = 0; n < 100; n++) if (n % 10 !== 9) waiting.delete(`${n}`);
  own.noteRemoved(90, waits);
  for (let n = 9; n < 100; n += 10) {
    expect(own.first(waits)).toEqual({ id: `${n}`, order: n });
    waiting.delete(`${n}`);
  }
  expect(own.first(waits)).toBeNull();
  expect(own.isEmpty).toBe(true);
});
