import { afterEach, expect, it, vi } from "vitest";
import { ClauseLimit } from "./clause-limit.js";

const running = new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
});

it("a clause's time ends after the limit, and later by the pauses that the target asked for", () => {
  vi.useFakeTimers();
  let restedMs = 5000;
  const plain = new ClauseLimit(1000, running, () => 5000);
  const paused = new ClauseLimit(1000, running, () => restedMs);
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
  const limit = new ClauseLimit(1000, running, () => 0);
  limit.end();
  vi.advanceTimersByTime(5000);
  expect([limit.signal.aborted, limit.isOver]).toEqual([false, false]);
});

it("a clause ends with the run, which is not the end of its time", () => {
  const run = new AbortController();
  const [ended, open] = [0, 1].map(() => new ClauseLimit(1000, run.signal, () => 0)) as [
    ClauseLimit,
    ClauseLimit,
  ];
  ended.end();
  run.abort(new Error("the run ends"));
  const late = new ClauseLimit(1000, run.signal, () => 0);
  for (const limit of [open, late]) limit.end();
  expect([ended, open, late].map(({ signal }) => signal.aborted)).toEqual([false, true, true]);
  expect([open, late].map(({ signal }) => signal.reason as Error)).toEqual([
    run.signal.reason,
    run.signal.reason,
  ]);
  expect([ended, open, late].map(({ isOver }) => isOver)).toEqual([false, false, false]);
});
