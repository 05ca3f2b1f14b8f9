import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { provenanceProblems } from "./provenance.js";

/** A small document in which everything says where it comes from, with one part of it replaced. */
function documentWith(part: {
  operation?: object;
  parameter?: object;
  answer?: object;
  schema?: object;
}): object {
  return {
    paths: {
      "/products/{id}": {
        get: {
          "x-provenance": ["D 1"],
          ...part.operation,
          parameters: [{ name: "id", in: "path", "x-provenance": ["P"], ...part.parameter }],
          responses: {
            "200": {
              "x-provenance": ["A-01"],
              content: { "application/json": { schema: { $ref: "#/components/schemas/Product" } } },
              ...part.answer,
            },
          },
        },
      },
    },
    components: {
      schemas: {
        Name: { type: "string", "x-provenance": ["L 3-4"] },
        Bare: { type: "string" },
        Product: { properties: { name: { $ref: "#/components/schemas/Name" } }, ...part.schema },
      },
    },
  };
}

const A01 = new Set(["A-01"]);
const PATH = "#/paths/~1products~1{id}/get";

describe("provenanceProblems", () => {
  it("finds nothing where all is said", () => {
    expect(provenanceProblems(documentWith({}), A01)).toEqual([]);
  });

  it.each([
    ["operation", { operation: { "x-provenance": undefined } }, `${PATH}: operation without x-provenance`],
    [
      "parameter",
      { parameter: { "x-provenance": [] } },
      `${PATH}/parameters/0: parameter without x-provenance`,
    ],
    [
      "property",
      { schema: { properties: { name: { type: "string" } } } },
      "#/components/schemas/Product/properties/name: property without x-provenance",
    ],
    [
      "nested property",
      { schema: { items: { oneOf: [{ properties: { deep: {} } }] } } },
      "#/components/schemas/Product/items/oneOf/0/properties/deep: property without x-provenance",
    ],
    [
      "property of an inline schema",
      {
        answer: { content: { "application/json": { schema: { properties: { id: {} } } } } },
      },
      `${PATH}/responses/200/content/application~1json/schema/properties/id: property without x-provenance`,
    ],
    [
      "property with more to it than its definition",
      { schema: { properties: { name: { $ref: "#/components/schemas/Name", description: "Its name." } } } },
      "#/components/schemas/Product/properties/name: property without x-provenance",
    ],
    [
      "property whose definition says nothing either",
      { schema: { properties: { name: { $ref: "#/components/schemas/Bare" } } } },
      "#/components/schemas/Product/properties/name: property without x-provenance",
    ],
    [
      "property whose definition is not there",
      { schema: { properties: { name: { $ref: "#/components/schemas/None" } } } },
      "#/components/schemas/Product/properties/name: property without x-provenance",
    ],
  ])("names a missing one: %s", (_, part, line) => {
    expect(provenanceProblems(documentWith(part), A01)).toEqual([line]);
  });

  it("names a missing one: answer", () => {
    const part = { answer: { "x-provenance": undefined }, operation: { "x-provenance": ["A-01"] } };
    expect(provenanceProblems(documentWith(part), A01)).toEqual([
      `${PATH}/responses/200: answer without x-provenance`,
    ]);
  });

  it.each(["D", "d 5", "D 5 - 6", "X 5", "p", "A-1", "A-001", 5])("refuses the malformed tag %j", (tag) => {
    const problems = provenanceProblems(documentWith({ operation: { "x-provenance": [tag] } }), A01);
    expect(problems).toEqual([expect.stringContaining(`${PATH}: ${JSON.stringify(tag)} is not one of`)]);
  });

  it("refuses a range that ends before it begins", () => {
    const problems = provenanceProblems(documentWith({ operation: { "x-provenance": ["D 9-5"] } }), A01);
    expect(problems).toEqual([`${PATH}: "D 9-5" ends before it begins`]);
  });

  it("refuses an assumption that is not in the list, also where no provenance is asked for", () => {
    const document = { ...documentWith({}), info: { "x-provenance": ["A-07"] } };
    expect(provenanceProblems(document, A01)).toEqual(["#/info: A-07 is not in the list of assumptions"]);
  });

  it("names an assumption that nothing cites, and looks for none in examples", () => {
    const document = { ...documentWith({}), examples: { a: { "x-provenance": ["A-02"] } } };
    expect(provenanceProblems(document, new Set(["A-01", "A-02"]))).toEqual([
      "A-02: no place in the spec cites it",
    ]);
  });

  it("wants each contradiction to be listed, and to be somewhere", () => {
    const document = {
      ...documentWith({ operation: { "x-provenance": ["D 1", "A-01"], "x-contradiction": "C-2" } }),
      "x-contradictions": { "C-1": {} },
    };
    expect(provenanceProblems(document, A01)).toEqual([
      `${PATH}: "C-2" is not in x-contradictions`,
      "C-1: no place in the spec has this contradiction",
    ]);
  });

  it("finds nothing in openapi.yaml", () => {
    const assumptions = parse(readFileSync("assumptions.yaml", "utf8")) as { id: string }[];
    const document: unknown = parse(readFileSync("openapi.yaml", "utf8"));
    expect(provenanceProblems(document, new Set(assumptions.map(({ id }) => id)))).toEqual([]);
  });
});
