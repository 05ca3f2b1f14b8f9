import { expect, it } from "vitest";
import { render } from "../render.js";
import { StripPicture } from "./strip.js";

it("draws each outcome's bar to scale, with failures and errors stacked below the line", async () => {
  const tallies = [
    { PASSED: 4, FAILED: 0, ERROR: 0 },
    { PASSED: 0, FAILED: 0, ERROR: 0 },
    { PASSED: 2, FAILED: 1, ERROR: 1 },
    { PASSED: 1, FAILED: 0, ERROR: 0 },
  ];
  const strip = { platform: "pi2", tallies, total: { PASSED: 7, FAILED: 1, ERROR: 1 } };
  const html = await render(
    StripPicture({ strip, over: { start: 0, step: 1, count: 4, strips: [strip], highest: 4 } }),
  );
  const rects = [
    ...html.matchAll(/<rect class="result-(\w+)" x="(.*?)%" width=".*?%" y="(.*?)%" height="(.*?)%"/g),
  ];
  expect(rects.map(([, status, ...numbers]) => [status, ...numbers.map(Number)])).toEqual([
    ["PASSED", 2.5, 3, 46],
    ["PASSED", 52.5, 26, 23],
    ["FAILED", 52.5, 51, 11.5],
    ["ERROR", 52.5, 62.5, 11.5],
    ["PASSED", 77.5, 37.5, 11.5],
  ]);
});
