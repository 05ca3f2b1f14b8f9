import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { layOut } from "../client/lay-out.js";
import type { WalkSpan } from "./walk-spans.js";

const span = (start: number, end: number | null, expectedEnd: number | null = null): WalkSpan => ({
  ...{ kind: "phase", label: "test", start, end, expectedEnd },
});

describe("layOut", () => {
  it("is to scale", () => {
    const bars = layOut([span(0, 10), span(10, 40)], { now: 40, width: 400, least: 4 });
    expect(bars.map(({ x, width }) => [x, width])).toEqual([
      [0, 100],
      [100, 300],
    ]);
    expect(bars.some(({ widened }) => widened)).toBe(false);
  });

  it("keeps tiny stretches visible, and the rest to scale", () => {
    const day = 86_400_000_000;
    const bars = layOut([span(0, day), span(day, day), span(day, 3 * day)], {
      ...{ now: 3 * day, width: 1000, least: 10 },
    });
    expect(bars.map(({ width, widened }) => [width, widened])).toEqual([
      [330, false],
      [10, true],
      [660, false],
    ]);
  });

  it("shows the progress of an unfinished span", () => {
    const done = (now: number, expectedEnd: number | null): number =>
      layOut([span(0, null, expectedEnd)], { now, width: 100, least: 1 })[0]!.done;
    expect([done(25, 100), done(120, 100), done(25, null)]).toEqual([0.25, 1, 1]);
  });

  it("reaches to now if the end is unknown or overdue", () => {
    const widths = (expectedEnd: number | null): number[] =>
      layOut([span(0, 50), span(50, null, expectedEnd)], { now: 100, width: 100, least: 1 }).map((bar) =>
        Math.round(bar.width),
      );
    expect([widths(null), widths(60), widths(200)]).toEqual([
      [50, 50],
      [50, 50],
      [25, 75],
    ]);
  });

  it("fills the width exactly and in order; none is too narrow, and a longer one is never narrower", () => {
    const length = fc.oneof(fc.constant(0), fc.nat(100), fc.nat(1e12));
    fc.assert(
      fc.property(fc.array(length, { minLength: 1, maxLength: 20 }), (lengths) => {
        let at = 0;
        const spans = lengths.map((one) => span(at, (at += one)));
        const bars = layOut(spans, { now: at, width: 1000, least: 10 });
        let x = 0;
        for (const [index, bar] of bars.entries()) {
          expect(bar.x).toBeCloseTo(x, 6);
          expect(bar.width).toBeGreaterThanOrEqual(10 - 1e-6);
          x += bar.width;
          for (const [other, { width }] of bars.entries())
            if (lengths[index]! >= lengths[other]!) expect(bar.width).toBeGreaterThanOrEqual(width - 1e-6);
        }
        expect(x).toBeCloseTo(1000, 6);
      }),
    );
  });
});
