import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { Turns } from "./turns.js";

it("gives turns to one visitor after the other, one in each round", async () => {
  let rounds = 0;
  const turns = new Turns(async () => {
    await yieldToLoop();
    rounds += 1;
  });
  const got: string[] = [];
  const take = (visitor: string): Promise<unknown> =>
    turns.take(visitor).then(() => got.push(`${visitor} ${rounds}`));
  await Promise.all([take("a"), take("a"), take("a"), take("b"), take("b"), take("c")]);
  expect(got).toEqual(["a 0", "a 1", "b 2", "c 3", "a 4", "b 5"]);
});

it("gives a turn at once if nobody waits", async () => {
  const turns = new Turns(yieldToLoop);
  await turns.take("a");
  await yieldToLoop();
  await yieldToLoop();
  const got: string[] = [];
  void turns.take("a").then(() => got.push("a"));
  await Promise.resolve();
  expect(got).toEqual(["a"]);
});
