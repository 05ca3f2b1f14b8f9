import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TestStatus } from "../../domain/records.js";
import { overTime } from "./over-time.js";

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const stored = (at: number, status: TestStatus = "PASSED", platform: string | null = "pi2") => ({
  ...{ at, status, platform },
});

describe("overTime", () => {
  it("counts by platform and stretch", () => {
    const results = [
      stored(0),
      stored(10),
      stored(HOUR, "FAILED"),
      stored(HOUR + 1, "ERROR"),
      stored(HOUR + 2, "ERROR"),
      stored(5 * HOUR, "PASSED", null),
      stored(0, "PASSED", "amd64"),
    ];
    const { start, step, count, strips, highest } = overTime(results, { from: 0, to: 5 * HOUR, most: 10 });
    expect([start, step, count, highest]).toEqual([0, HOUR, 6, 3]);
    expect(strips.map(({ platform }) => platform)).toEqual(["amd64", "pi2", null]);
    expect(strips[1]!.tallies.slice(0, 2)).toEqual([
      { PASSED: 2, FAILED: 0, ERROR: 0 },
      { PASSED: 0, FAILED: 1, ERROR: 2 },
    ]);
    expect(strips[1]!.total).toEqual({ PASSED: 2, FAILED: 1, ERROR: 2 });
  });

  it("shows one result, and none", () => {
    expect(overTime([stored(7)], { from: 7, to: 7, most: 60 })).toMatchObject({ count: 1, highest: 1 });
    expect(overTime([], { from: 7, to: 9, most: 60 })).toMatchObject({ strips: [], highest: 0 });
  });

  it("counts each result once, in few stretches that start at round times", () => {
    const span = fc.tuple(fc.nat(1e15), fc.oneof(fc.nat(1000), fc.nat(1e10), fc.nat(1e15)));
    fc.assert(
      fc.property(span, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), ([from, length], places) => {
        const to = from + length;
        const results = places.map((place) => stored(Math.round(from + place * length)));
        const { start, step, count, strips } = overTime(results, { from, to, most: 60 });
        expect(count).toBeLessThanOrEqual(60);
        expect(start % step).toBe(0);
        expect(start).toBeLessThanOrEqual(from);
        expect(start + step * count).toBeGreaterThan(to);
        const counted = strips.flatMap(({ tallies }) => tallies).reduce((sum, one) => sum + one.PASSED, 0);
        expect(counted).toBe(results.length);
      }),
    );
  });
});
