import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVENT_TYPES, type WalkEvent } from "../../domain/records.js";
import type { Phase } from "./phases.js";
import { walkSpans } from "./walk-spans.js";

const events = (...times: number[]): WalkEvent[] =>
  times.map((at, index) => ({ type: EVENT_TYPES[index]!, at }));
const phase = (name: string, start: number, end: number | null, more: Partial<Phase> = {}): Phase => ({
  ...{ name, start, end, expectedEnd: null, complete: true },
  ...more,
});
const brief = (...values: Parameters<typeof walkSpans>): string[] =>
  walkSpans(...values).map(({ label, start, end }) => `${label} ${start}-${end ?? ""}`);

describe("walkSpans", () => {
  it("covers a whole walk without gaps", () => {
    const phases = [phase("provision", 12, 20), phase("test", 20, 50), phase("teardown", 51, 60)];
    expect(brief({ events: events(0, 10, 60, 62), phases, storedAt: null })).toEqual([
      "queued 0-10",
      "held 10-12",
      "provision 12-20",
      "test 20-50",
      "held 50-51",
      "teardown 51-60",
      "storing 60-62",
    ]);
  });

  it("ends with the unfinished span", () => {
    expect(brief({ events: events(5), phases: [], storedAt: null })).toEqual(["queued 5-"]);
    expect(brief({ events: events(5, 6), phases: [], storedAt: null })).toEqual(["queued 5-6", "held 6-"]);
    const provision = phase("provision", 6, null, { expectedEnd: 30 });
    const [, goesOn] = walkSpans({ events: events(5, 6), phases: [provision], storedAt: null });
    expect(goesOn).toEqual({ kind: "provision", label: "provision", start: 6, end: null, expectedEnd: 30 });
    const storing = walkSpans({ events: events(5, 6, 9), phases: [], storedAt: 12 }).at(-1);
    expect(storing).toMatchObject({ kind: "storing", start: 9, end: null, expectedEnd: 12 });
  });

  it("knows the lab's phases, and accepts other phases of agents", () => {
    const phases = [phase("test", 1, 4), phase("<b>flash</b>", 4, 5)];
    const kinds = walkSpans({ events: events(0, 1, 5), phases, storedAt: null }).map(({ kind }) => kind);
    expect(kinds).toEqual(["queued", "test", "phase", "storing"]);
  });

  it("shows an aborted phase and its repetition", () => {
    const phases = [phase("test", 1, 4, { complete: false }), phase("provision", 7, 9)];
    expect(brief({ events: events(0, 1, 9), phases, storedAt: null })).toEqual([
      "queued 0-1",
      "test, aborted 1-4",
      "held 4-7",
      "provision 7-9",
      "storing 9-",
    ]);
  });

  it("has neither gaps nor overlaps for any phases that an agent reports", () => {
    const time = fc.integer({ min: 0, max: 1000 });
    const anyPhase = fc
      .tuple(fc.string(), time, fc.option(time))
      .map(([name, start, end]) => phase(name, start, end));
    const walk = fc
      .array(time, { minLength: 1, maxLength: 4 })
      .map((times) => events(...times.sort((a, b) => a - b)));
    fc.assert(
      fc.property(walk, fc.array(anyPhase, { maxLength: 6 }), (of, phases) => {
        const spans = walkSpans({ events: of, phases, storedAt: null });
        expect(spans[0]!.start).toBe(of[0]!.at);
        expect(spans.at(-1)!.end).toBe(of.length === 4 ? of[3]!.at : null);
        for (const [index, span] of spans.entries()) {
          const before = spans[index - 1];
          if (before) expect(span.start).toBe(before.end);
          if (span.end !== null) expect(span.end).toBeGreaterThanOrEqual(span.start);
        }
      }),
    );
  });
});
