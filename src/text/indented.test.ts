import { expect, it } from "vitest";
import { indented } from "./indented.js";

const nested = (depth: number, items: number): unknown =>
  JSON.parse(`${"[".repeat(depth)}${Array(items).fill(1).join()}${"]".repeat(depth)}`);

it.each([[{ a: [1, { b: "x,]" }], c: {} }], [[]], ["text"], [null], [nested(100, 1000)]])(
  "lays out JSON as JSON.stringify does: %j",
  (value) => {
    expect(indented(value)).toBe(JSON.stringify(value, null, 2));
  },
);

it("is one line where the indentation would be many times as long", () => {
  const deep = nested(200, 100_000);
  expect(indented(deep)).toBe(JSON.stringify(deep));
});
