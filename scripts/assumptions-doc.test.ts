import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Assumption } from "../src/dashboard/spec/assumptions.js";
import { renderAssumptions } from "./assumptions-doc.js";

const FIRST: Assumption = {
  id: "A-01",
  title: "Ids of errors",
  assumed: "They are so.\n",
  because: "It fits.",
  instead: "Other ids.",
  operations: ["getProduct"],
};
const SECOND: Assumption = {
  id: "A-02",
  title: "Waiting",
  assumed: "A while.",
  because: "D 138.",
  operations: [],
};

const DOCUMENT = {
  paths: {
    "/products/{id}": {
      get: {
        operationId: "getProduct",
        "x-provenance": ["A-01"],
        responses: { "200": { "x-provenance": ["D 1", "A-01"] } },
      },
    },
  },
  components: {
    schemas: { Product: { properties: { name: { "x-provenance": ["A-01"] } } } },
    parameters: { Id: { "x-provenance": ["A-01"] } },
    responses: { Conflict: { "x-provenance": ["A-01"] } },
  },
};

describe("renderAssumptions", () => {
  const text = renderAssumptions([FIRST, SECOND], DOCUMENT);

  it("says that it is generated, and lists what it has", () => {
    expect(text.split("\n")[0]).toContain("Generated from assumptions.yaml");
    expect(text).toContain(
      "- [A-01: Ids of errors](#a-01-ids-of-errors)\n- [A-02: Waiting](#a-02-waiting)\n",
    );
  });

  it("gives each a section with what cites it", () => {
    expect(text).toContain(
      [
        "## A-01: Ids of errors",
        "",
        "They are so.",
        "",
        "- **Why:** It fits.",
        "- **Alternative:** Other ids.",
        "- **Operations:** `getProduct`",
        "- **Cited by:** `getProduct`, `getProduct 200`, `Product.name`, `parameter Id`, `answer Conflict`",
      ].join("\n"),
    );
  });

  it("leaves out missing fields", () => {
    expect(text).toContain("- **Why:** D 138.\n- **Operations:** none\n- **Cited by:** none\n");
  });
});

describe("assumptions.yaml", () => {
  const assumptions = parse(readFileSync("assumptions.yaml", "utf8")) as Assumption[];
  const document = parse(readFileSync("openapi.yaml", "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const operationIds = Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .map((operation) => (operation as { operationId?: string }).operationId);

  it("numbers its entries without a gap", () => {
    const numbers = assumptions.map((_, index) => `A-${String(index + 1).padStart(2, "0")}`);
    expect(assumptions.map(({ id }) => id)).toEqual(numbers);
  });

  it.each(assumptions)("$id is complete and names operations of the spec", (assumption) => {
    const { id, title, assumed, because, instead = "not said", operations } = assumption;
    for (const text of [id, title, assumed, because, instead]) expect(text).toMatch(/./);
    expect(operations.length).toBeGreaterThan(0);
    expect(operationIds).toEqual(expect.arrayContaining(operations));
  });
});
