import process from "node:process";
import { afterEach, expect, it } from "vitest";
import { Interrupts } from "./interrupts.js";

let interrupts: Interrupts;
afterEach(() => interrupts.close());

it("two SIGINT within a second are one, as Ctrl-C under npm sends them; a later one interrupts the clean-up too", () => {
  let now = 0;
  interrupts = new Interrupts(() => now);
  process.emit("SIGINT", "SIGINT");
  expect([interrupts.run.aborted, interrupts.cleanUp.aborted]).toEqual([true, false]);
  now = 5;
  process.emit("SIGINT", "SIGINT");
  expect(interrupts.cleanUp.aborted).toBe(false);
  now = 1006;
  process.emit("SIGINT", "SIGINT");
  expect(interrupts.cleanUp.aborted).toBe(true);
});

it("two SIGTERM are two", () => {
  interrupts = new Interrupts(() => 0);
  process.emit("SIGTERM", "SIGTERM");
  process.emit("SIGTERM", "SIGTERM");
  expect(interrupts.cleanUp.aborted).toBe(true);
});
