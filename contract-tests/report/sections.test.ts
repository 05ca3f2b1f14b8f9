import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { grouped, SECTIONS } from "./sections.js";
import { clause } from "./testing/reports.js";

it("has the sections of the contract that clauses are about", () => {
  const titles = readFileSync("docs/contract.md", "utf8").match(/^## \d+\. .*$/gm)!;
  expect(titles.slice(0, SECTIONS.length).map((title) => title.replace("## ", ""))).toEqual(SECTIONS);
});

it("groups clauses by section, then by operation", () => {
  const groups = grouped([
    clause("history.x", { statements: ["5.flow"], operation: "listTestEvents" }),
    clause("legacy.x", { operation: "legacyListTestResults" }),
    clause("auth.getProduct.missing"),
    clause("a.b", { operation: "createProduct" }),
    clause("a.c", { operation: "advertiseSnap" }),
    clause("a.d", { operation: "createProduct" }),
  ]);
  expect(groups.map(({ section, operation, clauses }) => [section, operation, clauses.length])).toEqual([
    ["3. Authentication", "getProduct", 1],
    ["4. Product API", "advertiseSnap", 1],
    ["4. Product API", "createProduct", 2],
    ["5. Events", "listTestEvents", 1],
    ["8. Legacy organization API", "legacyListTestResults", 1],
  ]);
});
