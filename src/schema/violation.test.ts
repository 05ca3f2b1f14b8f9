import fc from "fast-check";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { validators } from "../generated/product.js";
import { schemaCompiler } from "./compiler.js";
import { judge, MAX_FOUND, type Validate } from "./violation.js";
import { asMessage, asTexts } from "./words.js";

const compiled = (schema: object): Validate => schemaCompiler({ strict: false }).compile(schema) as Validate;
const told = (schema: object, value: unknown): string[] => asTexts(judge(compiled(schema), value));

/** Counts how often an item of a list is looked at. */
function counted(items: unknown[]): { list: unknown[]; seen: () => number } {
  let seen = 0;
  const list = new Proxy(items, {
    get(target, key, receiver) {
      if (typeof key === "string" && /^\d+$/.test(key)) seen++;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  return { list, seen: () => seen };
}

describe("judging a large value", () => {
  const product = (snaps: unknown[]) => ({ name: "p", release: "r", snaps });
  const createProduct = validators["createProduct_body"]!;

  it("looks at no more of a list whose items are wrong, and tells five problems", () => {
    const { list, seen } = counted(Array<number>(125_000).fill(0));
    const violations = judge(createProduct, product(list));
    expect(violations.length).toBeLessThanOrEqual(MAX_FOUND + 1);
    expect(seen()).toBeLessThan(1000);
    expect(asMessage(violations).match(/accepted/g)).toHaveLength(5);
    expect(asMessage(violations)).toMatch(/^snaps\[0\]: got 0; accepted: a string; .*; and more$/);
  });

  it("looks at no more of an object with many unknown fields", () => {
    const fields = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`f${at}`, 1]));
    expect(judge(createProduct, fields).length).toBeLessThan(MAX_FOUND + 10);
  });

  it("looks at each item of a right list a few times", () => {
    const { list, seen } = counted(Array.from({ length: 20_000 }, (_, at) => `snap-${at}.dev`));
    expect(judge(createProduct, product(list))).toEqual([]);
    expect(seen()).toBeLessThan(5 * 20_000);
    expect(asTexts(judge(createProduct, product([...list, "snap-7.dev"])))).toEqual([
      "snaps: items 7 and 20000 are equal; accepted: no item twice",
    ]);
  });

  it("looks at each item a few times where other fields are wrong, in requests and in answers", () => {
    for (const name of ["createProduct_body", "getProduct_200"]) {
      const { list, seen } = counted(Array.from({ length: 20_000 }, (_, at) => `snap-${at}.dev`));
      expect(asMessage(judge(validators[name]!, { ...product(list), release: 7 }))).toContain(
        "release: got 7",
      );
      expect([name, seen()]).toEqual([name, expect.toSatisfy((count: number) => count < 10 * 20_000)]);
    }
  });
});

describe("no item twice", () => {
  it.each([
    [[1, "1", true, "true", null, "null"], true],
    [
      [
        { a: 1, b: [{ c: 1, d: 2 }] },
        { b: [{ d: 2, c: 1 }], a: 1 },
      ],
      false,
    ],
    [[{ a: 1 }, '{"a":1}', ["a"], { a: "1" }], true],
    [[0, -0], false],
    [[null, 1, null], false],
    [[[], {}, ""], true],
  ])("%j: %s", (items, isRight) => {
    expect(compiled({ uniqueItems: true })(items)).toBe(isRight);
  });
});

describe("where several forms are accepted", () => {
  const name = { type: "string", minLength: 1 };
  const event = (kind: string, fields: object) => ({
    type: "object",
    additionalProperties: false,
    required: ["kind", ...Object.keys(fields)],
    properties: { kind: { const: kind }, ...fields },
  });
  const schema = {
    $defs: { name },
    type: "object",
    properties: {
      nullable: { oneOf: [{ $ref: "#/$defs/name" }, { type: "null" }] },
      either: { anyOf: [{ type: "string" }, { type: "array", items: { $ref: "#/$defs/name" } }] },
      events: {
        type: "array",
        items: {
          oneOf: [event("a", { x: { oneOf: [name, { type: "null" }] } }), event("b", { x: name, y: name })],
        },
      },
      ambiguous: { oneOf: [{ type: "number" }, { type: "integer" }] },
    },
  };

  it.each([
    [{ nullable: 1 }, ["nullable: got 1; accepted: a string or null"]],
    [{ nullable: "" }, ['nullable: got ""; accepted: at least 1 character(s) or null']],
    [{ either: 1 }, ["either: got 1; accepted: a string or an array"]],
    [{ either: ["a", ""] }, ['either[1]: got ""; accepted: at least 1 character(s)']],
    [{ events: [{ kind: "b", x: "1" }] }, ["events[0].y: missing; this field is required"]],
    [{ events: [{ kind: "a", x: 1 }] }, ["events[0].x: got 1; accepted: a string or null"]],
    [{ events: [{ kind: "a", x: "1", colour: 2 }] }, ["events[0].colour: unknown field; accepted: kind, x"]],
    [
      { events: [7], nullable: 1 },
      ["nullable: got 1; accepted: a string or null", "events[0]: got 7; accepted: an object"],
    ],
    [{ ambiguous: 1 }, ["ambiguous: got 1; accepted: one of its forms, and only one"]],
    [{ nullable: "a", events: [{ kind: "b", x: "1", y: "2" }], ambiguous: 1.5 }, []],
  ])("the nearest is told: %j", (value, problems) => {
    expect(told(schema, value)).toEqual(problems);
  });
});

it("judges as Ajv does with its own keywords", () => {
  const schema = {
    oneOf: [
      {
        type: "array",
        uniqueItems: true,
        items: { anyOf: [{ type: "integer" }, { type: "array" }, { type: "object" }] },
      },
      { type: "object", additionalProperties: { type: ["string", "null"] }, propertyNames: { maxLength: 5 } },
      { type: "object", required: ["a"], patternProperties: { "^b": { type: "array", uniqueItems: true } } },
    ],
  };
  const [ours, theirs] = [compiled(schema), new Ajv2020({ strict: false }).compile(schema)];
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue({ maxDepth: 1 }))), (value) => {
      const text = JSON.stringify(value);
      // Ajv's own comparison calls these members of the data.
      fc.pre(!/"(valueOf|toString|constructor)":/.test(text));
      const json = JSON.parse(text) as unknown;
      expect(judge(ours, json).length === 0).toBe(theirs(json));
    }),
    { numRuns: 3000 },
  );
});
