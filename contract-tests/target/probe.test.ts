import { expect, it } from "vitest";
import { fullProductId } from "./probe.js";

const A = "5f0c1d7e-0000-4000-8000-000000000000";
const B = "5f0d0000-0000-4000-8000-000000000000";

it.each([
  ["5f0c", A],
  ["5F0C", A],
  [B, B],
  ["6", "6"],
])("--product %s is %s", (written, id) => expect(fullProductId(written, [A, B])).toBe(id));

it("names the products that begin so, if there are several", () => {
  expect(() => fullProductId("5f0", [A, B])).toThrow(
    `--product: "5f0" is ambiguous: 2 products begin with it: ${A}, ${B}`,
  );
});
