import { expect, it } from "vitest";
import { hasOffset, isNaive, microsOf } from "./times.js";

it("reads a time in any form, to the microsecond", () => {
  const micros = Date.UTC(2016, 0, 4, 16, 58, 43, 864) * 1000;
  for (const text of [
    "2016-01-04T16:58:43.864000+00:00",
    "2016-01-04T16:58:43.864000",
    "2016-01-04T16:58:43.864",
    "2016-01-04T16:58:43.864Z",
    "2016-01-04T18:58:43.864+02:00",
    "2016-01-04T18:58:43.864+0200",
  ])
    expect(microsOf(text)).toBe(micros);
  expect(microsOf("2016-01-04T16:58:43.864001")).toBe(micros + 1);
  expect(microsOf("2016-01-04T16:58:43Z")).toBe(micros - 864_000);
  expect(microsOf("2016-01-04")).toBeNaN();
});

it("knows the two forms of the contract", () => {
  expect(isNaive("2016-01-04T16:58:43.864000")).toBe(true);
  expect(hasOffset("2016-01-04T16:58:43.864000+00:00")).toBe(true);
  for (const text of ["2016-01-04T16:58:43.864", "2016-01-04T16:58:43.864000Z", "2016-01-04T16:58:43Z", null])
    expect([isNaive(text), hasOffset(text)]).toEqual([false, false]);
});
