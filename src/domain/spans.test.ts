import { expect, it } from "vitest";
import { ago, span, spanText } from "./spans.js";

it.each([
  [0, "0 s"],
  [999, "0 s"],
  [30_000, "30 ms"],
  [999_499, "999 ms"],
  [999_600, "1 s"],
  [4_380_000, "4.4 s"],
  [9_960_000, "10 s"],
  [59_600_000, "1 min"],
  [125_000_000, "2 min 5 s"],
  [12_000_000_000, "3 h 20 min"],
  [792_000_000_000, "9 d 4 h"],
])("%i microseconds are %s", (micros, text) => expect(spanText(micros)).toBe(text));

it("a span in whole seconds, and a past time", () => {
  expect([-5, 999, 42_500, 86_400_000].map(span)).toEqual(["0 s", "0 s", "42 s", "1 d"]);
  expect([999, 42_500, 3_700_000].map(ago)).toEqual(["just now", "42 s ago", "1 h ago"]);
});
