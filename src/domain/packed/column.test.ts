import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areSameTexts, columnOf, lengthOf, onlyOf, readColumn } from "./column.js";

const one = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>("PASSED", "FAILED", null, undefined, 0, -0, [], {}),
  fc.maxSafeInteger(),
  fc.array(fc.maxSafeInteger(), { maxLength: 4 }),
  fc.record({ agent: fc.string(), platform: fc.option(fc.string()) }),
);
const many = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> =>
  fc.array(value, { minLength: 1, maxLength: 20 });
/** Values of one kind, and mixed ones. */
const anyValues = fc.oneof(
  many(one),
  many(fc.uuid()),
  many(fc.nat()),
  many(fc.maxSafeInteger()),
  many(fc.array(fc.nat(), { minLength: 1, maxLength: 4 })),
  many(fc.array(fc.nat(), { minLength: 4, maxLength: 4 })),
  many(fc.constantFrom<unknown>("a", "b", { a: 1 }, [1])),
  many(fc.constantFrom<unknown>("a", null)),
  many(fc.record({ a: fc.jsonValue(), b: fc.nat(), c: fc.record({ d: fc.string() }) })),
  fc.integer({ min: 1, max: 200 }).map((count) => Array.from({ length: count }, (_, n) => `agent-${n % 70}`)),
);

const texts = (values: readonly unknown[]): (string | undefined)[] =>
  values.map((value) => JSON.stringify(value));

describe("a column", () => {
  it("gives back its values, in memory and after a file", () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const column = columnOf(values);
        const read = readColumn(JSON.parse(JSON.stringify(column.json())), values.length);
        for (const each of [column, read]) {
          expect(texts(values.map((_, position) => each.at(position)))).toEqual(texts(values));
          const own = values.map((value) => JSON.stringify(value));
          const some = String(values.find((value) => typeof value === "string"));
          expect(values.map((_, position) => each.isText(position, some))).toEqual(
            values.map((value) => value === some),
          );
          if (each.hasAll) expect(values.some((value) => value === null || value === undefined)).toBe(false);
          const only = onlyOf(each);
          if (only !== undefined) expect(new Set(texts(values))).toEqual(new Set([JSON.stringify(only)]));
          const length = lengthOf(each);
          if (length !== null) expect(values.every((value) => (value as []).length === length)).toBe(true);
          if (!("fields" in each.json())) {
            const found = new Set([...each.values()].map((value) => JSON.stringify(value)));
            expect(found).toEqual(new Set(own));
          } else expect(values.every((value) => typeof value === "object" && value !== null)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("has the same texts as another only if each is the same", () => {
    const two = many(fc.constantFrom("aa", "ab", "ba"));
    fc.assert(
      fc.property(two, two, (some, others) => {
        const same = areSameTexts(columnOf(some), columnOf(others));
        if (same) expect(some).toEqual(others);
      }),
    );
    const ids = Array.from({ length: 5 }, (_, n) => `id-${n}`);
    expect(areSameTexts(columnOf(ids), columnOf([...ids]))).toBe(true);
    expect(areSameTexts(columnOf(ids), columnOf(ids.toReversed()))).toBe(false);
    expect(areSameTexts(columnOf(ids), undefined)).toBe(false);
  });

  const damaged: [string, unknown][] = [
    ["nothing", null],
    ["an unknown form", { colours: [] }],
    ["too few texts", { width: 3, texts: "abcdef" }],
    ["too few numbers", { steps: [1, 2] }],
    ["no numbers", { steps: [1, 2, "3"] }],
    ["lists of other lengths", { counts: [1, 1, 2], listed: [1, 2, 3] }],
    ["a character of no value", { few: ["a", "b"], at: "]^_" }],
    ["too few characters", { few: ["a", "b"], at: "]^" }],
    ["too few JSON texts", { json: "1\t2" }],
    ["no JSON texts", { json: "1\t2\t{" }],
    ["two texts for one", { json: "1,2\t3" }],
    ["two texts for one, and the right number of places", { json: "1\t2,3\t4" }],
    ["texts of no width", { width: 0, texts: "" }],
    ["lists of no length", { counts: 0, listed: [] }],
    [
      "a field twice",
      {
        fields: [
          ["a", { same: 1 }],
          ["a", { same: 2 }],
        ],
      },
    ],
    ["a field that is damaged", { fields: [["a", { steps: [] }]] }],
  ];
  it.each(damaged)("is refused: %s", (_, json) => {
    expect(() => readColumn(json, 3)).toThrow(RangeError);
  });

  it("is not read from texts that are JSON only together", () => {
    const read =
      (...texts: string[]) =>
      () =>
        readColumn({ json: texts.join("\t") }, texts.length);
    expect(read("1", '"a,b"', "[2,3]")().values()).toEqual([1, "a,b", [2, 3]]);
    for (const texts of [
      ["[1", "2]", "3,4"],
      ["1,2", "[3", "4]"],
      ['"a', 'b"', "1,2"],
      ['{"a":1', '"b":2}', "3,4"],
      ["1,2"],
    ])
      expect(read(...texts)).toThrow(RangeError);
  });
});
