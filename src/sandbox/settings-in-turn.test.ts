import { expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { labServer } from "./testing/lab-server.js";

it("changes of the clock's speed wait for each other: each keeps the seed's document until it is durable", async () => {
  const clock = { mode: "scaled", speed: 1 } as const;
  const server = await labServer({ folder: temporaryFolder(), lab: false, clock });
  let most = 0;
  let ended = false as boolean;
  const changes = Array.from({ length: 20 }, (_, n) =>
    server.control("PUT", "/_emulator/clock", { speed: n + 2 }),
  );
  const all = Promise.all(changes).finally(() => (ended = true));
  while (!ended) {
    most = Math.max(most, server.sandbox.waitingCommits);
    await yieldToLoop();
  }
  expect(new Set((await all).map(({ status }) => status))).toEqual(new Set([200]));
  expect((await server.control("GET", "/_emulator/clock")).body.speed).toBe(21);
  expect(most).toBe(1);
  await server.close();
});
