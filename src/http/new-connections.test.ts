import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { NewConnections, type Rounds } from "./new-connections.js";

/** How many rounds are waited while a connection comes in each of the first `coming`. */
async function roundsWith(coming: number, rounds: Rounds): Promise<number> {
  const connections = new NewConnections();
  const over = new AbortController();
  const quiet = connections.quietRound(rounds).then(() => over.abort());
  let count = 0;
  while (!over.signal.aborted) {
    if (count < coming) connections.note();
    count += 1;
    await yieldToLoop();
  }
  await quiet;
  return count;
}

it("a quiet round is the first without a new connection, after the least number of rounds, and the last of the most", async () => {
  const two = (): number => 2;
  expect(await roundsWith(0, { most: 10 })).toBe(1);
  expect(await roundsWith(0, { least: two, most: 10 })).toBe(2);
  expect(await roundsWith(5, { least: two, most: 10 })).toBe(6);
  expect(await roundsWith(100, { least: two, most: 10 })).toBe(10);
});
