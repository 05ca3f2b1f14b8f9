import { expect, it } from "vitest";
import { Overrides } from "./overrides.js";

it("keeps the overrides of the latest thousand opportunities: most are never asked for", () => {
  const overrides = new Overrides();
  for (let n = 0; n <= 1000; n++) overrides.set(`o${n}`, { status: "FAILED" });
  expect([overrides.peek("o0"), overrides.peek("o1")?.status]).toEqual([undefined, "FAILED"]);
  overrides.set("o1", { status: "ERROR" });
  overrides.set("o1001", { status: "FAILED" });
  expect([overrides.peek("o1")?.status, overrides.peek("o2")]).toEqual(["ERROR", undefined]);
});
