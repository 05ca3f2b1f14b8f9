import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { demoHost, TestVisitor } from "./testing/visitor.js";
import { Turns } from "../http/turns.js";

it("gives turns to one visitor after the other, one in each round", async () => {
  let rounds = 0;
  const turns = new Turns(async () => {
    await yieldToLoop();
    rounds += 1;
  });
  const got: string[] = [];
  const take = (visitor: string): Promise<unknown> =>
    turns.take(visitor, visitor).then(() => got.push(`${visitor} ${rounds}`));
  await Promise.all([take("a"), take("a"), take("a"), take("b"), take("b"), take("c")]);
  expect(got).toEqual(["a 0", "a 1", "b 2", "c 3", "a 4", "b 5"]);
});

it("gives turns to one address after the other, however many visitors one has", async () => {
  const turns = new Turns(yieldToLoop);
  const got: string[] = [];
  const take = (address: string, visitor: string): Promise<unknown> =>
    turns.take(address, visitor).then(() => got.push(visitor));
  const own = [take("A", "a"), take("A", "a"), take("A", "a"), take("A", "b")];
  await Promise.all([...own, take("B", "c"), take("B", "c")]);
  expect(got).toEqual(["a", "a", "c", "b", "c", "a"]);
});

it("gives a turn at once if nobody waits", async () => {
  const turns = new Turns(yieldToLoop);
  await turns.take("a", "a");
  await yieldToLoop();
  await yieldToLoop();
  const got: string[] = [];
  void turns.take("a", "a").then(() => got.push("a"));
  await Promise.resolve();
  expect(got).toEqual(["a"]);
});

it("a page of a visitor does not wait for those of all visitors of another address", async () => {
  const emulator = await demoHost({ demoRate: 1000 });
  const visitors = Array.from({ length: 13 }, (_, n) => new TestVisitor(emulator.url, `10.9.0.${n && 1}`));
  for (const one of visitors) expect((await one.arrive()).status).toBe(200);
  const [light, ...heavy] = visitors;
  let answered = 0;
  let isOver = false;
  const busy = heavy.map(async (one) => {
    while (!isOver) {
      await one.browse("/_emulator/dashboard/results");
      answered += 1;
    }
  });
  const before: number[] = [];
  for (let n = 0; n < 5; n++) {
    const since = answered;
    expect((await light!.browse("/_emulator/dashboard/results")).status).toBe(200);
    before.push(answered - since);
  }
  isOver = true;
  await Promise.all([...busy, emulator.close()]);
  expect(before.sort((one, other) => one - other)[2]).toBeLessThan(8);
});
