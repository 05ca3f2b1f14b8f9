import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDuration, writeDuration } from "./duration.js";

it.each([
  ["500ms", 500],
  ["1.5s", 1500],
  ["90s", 90_000],
  ["2m", 120_000],
  ["0.5h", 1_800_000],
  ["3d", 259_200_000],
  ["", null],
  ["5", null],
  ["5 s", null],
  ["-5s", null],
  ["5w", null],
  ["1e3s", null],
])("%j is %j milliseconds", (text, ms) => expect(parseDuration(text)).toBe(ms));

it("is read as it was written", () => {
  const isKept = (ms: number): boolean => parseDuration(writeDuration(ms)) === ms;
  fc.assert(fc.property(fc.nat(), isKept));
  expect([500, 90_000, 1_800_000, 86_400_000].map(writeDuration)).toEqual(["500ms", "90s", "30m", "24h"]);
});
