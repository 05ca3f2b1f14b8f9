import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeReason } from "./activity-text.js";
import type { TestOpportunity } from "./api-types.js";
import { lengthOf, parseDuration, roundDuration } from "./duration.js";
import { testCommands, triggerOf, unpackJson } from "./opportunity.js";
import { outcomeByRules, parseRevisionCondition } from "./outcome.js";
import type { RuleCondition } from "./profile.js";
import { naiveUtc } from "./walk.js";

const SNAP: TestOpportunity = {
  test_opportunity_id: "op-1",
  snaps: [
    { name: "a.foo", revision: 12 },
    { name: "b.foo", revision: 3 },
  ],
  primary_snap_name: "a.foo",
  channel: "edge",
  update_channel: "edge",
  platform: "pi2",
  test_spec: { name: "smoke" },
};

function holds(when: RuleCondition, opportunity: TestOpportunity = SNAP): boolean {
  const rules = [{ when, then: { status: "FAILED" as const, rate: 1, reason: null } }];
  return outcomeByRules(rules, { agentId: "dev", platform: "bbb", opportunity, draw: () => 0 }) !== undefined;
}
const from = (written: string | number) => parseRevisionCondition(written);

describe("outcome rules", () => {
  it.each<[RuleCondition, boolean]>([
    [{}, true],
    [{ snap: "a.foo" }, true],
    [{ snap: "b.foo" }, true],
    [{ snap: "c.foo" }, false],
    [{ revision: from(12) }, true],
    [{ revision: from(">12") }, false],
    [{ revision: from("<12") }, false],
    [{ revision: from(">=12") }, true],
    [{ revision: from("<= 12") }, true],
    [{ revision: from("!=12") }, false],
    [{ revision: from("=3") }, false],
    [{ snap: "b.foo", revision: from(3) }, true],
    [{ snap: "c.foo", revision: from("!=3") }, false],
    [{ channel: "edge" }, true],
    [{ channel: "stable" }, false],
    [{ platform: "pi2" }, true],
    [{ platform: "bbb" }, false],
    [{ spec: "smoke" }, true],
    [{ spec: "other" }, false],
    [{ trigger: "snap" }, true],
    [{ trigger: "image" }, false],
    [{ snap: "a.foo", channel: "stable" }, false],
  ])("%j holds: %s", (when, expected) => {
    expect(holds(when)).toBe(expected);
  });

  it("use the device's platform if the opportunity names none", () => {
    expect(holds({ platform: "bbb" }, { ...SNAP, platform: null })).toBe(true);
  });

  it("apply the first rule that matches and whose draw is under its rate", () => {
    const then = (status: "PASSED" | "FAILED" | "ERROR", rate: number) => ({ status, rate, reason: "so" });
    const rules = [
      { when: { channel: "beta" }, then: then("PASSED", 1) },
      { when: {}, then: then("ERROR", 0.5) },
      { when: {}, then: then("FAILED", 1) },
    ];
    const decide = (value: number) =>
      outcomeByRules(rules, { agentId: "dev", platform: null, opportunity: SNAP, draw: () => value });
    expect(decide(0.5)).toEqual({ status: "FAILED", reason: "so", because: { rule: 2 } });
    expect(decide(0.49)).toEqual({
      status: "ERROR",
      reason: "so",
      because: { rule: 1, draw: { name: "dev/op-1/rule-1", value: 0.49, threshold: 0.5 } },
    });
  });
});

describe("opportunities", () => {
  it.each<[string, Partial<TestOpportunity>]>([
    ["image", { primary_snap_name: null, channel: "edge" }],
    ["image", {}],
    ["gold-master", { primary_snap_name: "a.foo", base_channel: "edge", update_channel: null }],
    ["snap", { primary_snap_name: "a.foo", base_channel: null, update_channel: "edge" }],
  ])("have a trigger: %s", (trigger, fields) => {
    expect(triggerOf({ test_opportunity_id: "op-1", ...fields })).toBe(trigger);
  });

  it("may contain JSON in texts", () => {
    expect(unpackJson('{"a": 1}')).toEqual({ a: 1 });
    expect(unpackJson("[1]")).toEqual([1]);
    for (const asIs of ["7", "null", '"x"', "{", "plain", 7, null, { a: 1 }])
      expect(unpackJson(asIs)).toEqual(asIs);
    expect(unpackJson(undefined)).toBeNull();
    expect(testCommands({ test_opportunity_id: "op-1", test_payload: '{"test_cmds": "no list"}' })).toEqual(
      [],
    );
  });
});

describe("durations", () => {
  it("are parsed and formatted", () => {
    const written = ["500ms", "90s", "2m", "1.5h", 2.5, 0];
    expect(written.map(parseDuration)).toEqual([500, 90_000, 120_000, 5_400_000, 2500, 0]);
    expect([500, 1500, 90_000, 3_600_000].map(roundDuration)).toEqual(["500ms", "1.5s", "90s", "60m"]);
  });

  it("stay in their bounds for every draw", () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(unit, (value) => {
        const uniform = lengthOf({ kind: "uniform", min: 10, max: 20 }, () => value, "x");
        expect(uniform).toBeGreaterThanOrEqual(10);
        expect(uniform).toBeLessThanOrEqual(20);
        const normal = lengthOf({ kind: "normal", mean: 10, deviation: 100 }, () => value, "x");
        expect(normal).toBeGreaterThanOrEqual(0);
        expect(Number.isInteger(normal)).toBe(true);
      }),
    );
  });

  it("are approximately normal if normal is configured", () => {
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const lengths = Array.from({ length: 4000 }, () =>
      lengthOf({ kind: "normal", mean: 1000, deviation: 100 }, next),
    );
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const deviation = Math.sqrt(
      lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length,
    );
    expect(mean).toBeCloseTo(1000, -1.5);
    expect(deviation).toBeCloseTo(100, -1);
  });
});

describe("naiveUtc", () => {
  it("writes microseconds", () => {
    expect(naiveUtc(1_440_547_222_651_078)).toBe("2015-08-26T00:00:22.651078");
    expect(naiveUtc(1_440_547_222_000_001)).toBe("2015-08-26T00:00:22.000001");
  });
});

it.each([
  ["set by hand", { override: "next" as const }, "set by hand"],
  ["to test the client", { override: "next" as const }, "to test the client (set by hand)"],
])("the reason %j of an outcome is told with its cause, once", (reason, because, text) => {
  expect(describeReason(reason, because)).toBe(text);
});
