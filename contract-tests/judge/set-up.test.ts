import { expect, it } from "vitest";
import { contractSpec } from "../run/contract-spec.js";
import { exchange } from "../report/testing/reports.js";
import { Mismatch, Refused } from "./mismatch.js";
import { SetUpMismatch } from "./set-up-mismatch.js";
import { FailedSetUps } from "./set-up.js";

const refusal = (revision: number): Refused =>
  new Refused(
    "advertiseSnap",
    { expected: "status 201", got: `status 409: revision ${revision} is known` },
    undefined,
    exchange({ operation: "advertiseSnap", method: "POST", status: 409 }),
  );

it("a failed set-up is reported by the first clause that meets it, with its own grounds; the others are skipped with its cause", () => {
  const setUps = new FailedSetUps(contractSpec);
  const first = setUps.seen({ operation: "listTestEvents" }, refusal(1)) as SetUpMismatch;
  expect(first).toBeInstanceOf(SetUpMismatch);
  expect(first.message).toBe(
    "expected status 201 of advertiseSnap, in the set-up; got status 409: revision 1 is known",
  );
  expect(first.grounds).not.toContain("A-18");
  expect(setUps.toldBefore("events.one", first)).toBeNull();
  const second = setUps.seen({ operation: "listTestResults" }, refusal(27));
  expect(setUps.toldBefore("results.two", second)).toEqual({
    verdict: "skipped",
    reason: `its set-up (advertiseSnap) failed, as reported by events.one: ${first.message}`,
    by: [],
  });
});

it("an assertion about the clause's own operation, or with its own grounds, is not a set-up", () => {
  const setUps = new FailedSetUps(contractSpec);
  const own = refusal(1);
  const withGrounds = new Refused("advertiseSnap", { expected: "status 201", got: "status 409" }, ["A-10"]);
  const other = new Mismatch({ expected: "a", got: "b" });
  expect(setUps.seen({ operation: "advertiseSnap" }, own)).toBe(own);
  expect(setUps.seen({ operation: "*" }, own)).toBe(own);
  expect(setUps.seen({ operation: "listTestEvents" }, withGrounds)).toBe(withGrounds);
  expect(setUps.seen({ operation: "listTestEvents" }, other)).toBe(other);
});
