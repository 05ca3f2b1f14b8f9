import { expect, it } from "vitest";
import { FakeWall } from "../sandbox/testing/fake-wall.js";
import { labServer, SEED } from "../sandbox/testing/lab-server.js";
import type { Sandbox } from "../sandbox/sandbox.js";
import { parseSeed } from "../sandbox/seed.js";
import { VISITOR_LIMITS } from "./visitor-limits.js";

it("a visitor's lab pauses after two quiet seconds, long before an operator's, and resumes when it is used", async () => {
  const wall = new FakeWall();
  const clock = { mode: "scaled", speed: 60 } as const;
  const server = await labServer({ clock, more: { wall } });
  const visited = await server.sandboxes.create({
    name: "visitor",
    seed: "inline",
    seedDocument: parseSeed(SEED, "test seed"),
    clock,
    lab: true,
    terms: { limits: VISITOR_LIMITS, isStrangers: true, seedFor: (seed) => seed },
  });
  const timers = ({ clock, lab }: Sandbox): unknown[] => [lab!.asleep, clock.pendingTimers];
  await wall.pass(1900);
  expect(timers(visited)).toEqual([false, 1]);
  // Devices poll six times a second; the lab checks at most once a second whether it may pause.
  await wall.pass(1200);
  expect(timers(visited)).toEqual([true, 0]);
  expect(timers(server.sandbox)).toEqual([false, 1]);
  visited.touch();
  await wall.pass(100);
  expect(timers(visited)).toEqual([false, 1]);
  await wall.pass(3200);
  expect(timers(visited)).toEqual([true, 0]);
  await server.close();
});
