import { expect, it } from "vitest";
import { splitTimes, whenText } from "./times-text.js";

/** 2016-01-04T17:00:00Z */
const NOW = 1_451_926_800_000_000;
const SECOND = 1_000_000;

it.each([65, -30, -90_000, 200_000])("finds a time that is %s s away, and leaves the rest", (seconds) => {
  const at = NOW + seconds * SECOND;
  const text = `It is testing until ${whenText(at, NOW)}, then it polls.`;
  const pieces = splitTimes(text, NOW);
  expect(pieces).toEqual([
    expect.stringMatching(/^It is testing until .*\d\d:\d\d:\d\d \($/),
    { at, side: seconds > 0 ? "in" : "ago" },
    ")",
    ", then it polls.",
  ]);
});

it("finds several times", () => {
  const text = `picked it ${whenText(NOW - 5 * SECOND, NOW, "at")} and polls at ${whenText(NOW + SECOND, NOW)}`;
  expect(splitTimes(text, NOW).filter((piece) => typeof piece !== "string")).toEqual([
    { at: NOW - 5 * SECOND, side: "ago" },
    { at: NOW + SECOND, side: "in" },
  ]);
});

it("leaves a text without times as it is", () => {
  expect(splitTimes("No agent has polled (known platforms: none).", NOW)).toEqual([
    "No agent has polled (known platforms: none).",
  ]);
});
