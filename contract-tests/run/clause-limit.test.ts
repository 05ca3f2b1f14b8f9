import { afterEach, expect, it, vi } from "vitest";
import { ClauseLimit } from "./clause-limit.js";

afterEach(() => {
  vi.useRealTimers();
});

it("a clause's time ends after the limit, and later by the pauses that the target asked for", () => {
  vi.useFakeTimers();
  let restedMs = 5000;
  const plain = new ClauseLimit(1000, () => 5000);
  const paused = new ClauseLimit(1000, () => restedMs);
  vi.advanceTimersByTime(999);
  expect([plain.signal.aborted, paused.signal.aborted]).toEqual([false, false]);
  restedMs += 700;
  vi.advanceTimersByTime(1);
  expect([plain.signal.aborted, paused.signal.aborted]).toEqual([true, false]);
  restedMs += 200;
  vi.advanceTimersByTime(700);
  expect(paused.signal.aborted).toBe(false);
  vi.advanceTimersByTime(200);
  expect(paused.signal.aborted).toBe(true);
});

it("a clause that has ended is not aborted", () => {
  vi.useFakeTimers();
  const limit = new ClauseLimit(1000, () => 0);
  limit.end();
  vi.advanceTimersByTime(5000);
  expect(limit.signal.aborted).toBe(false);
});
