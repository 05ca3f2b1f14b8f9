import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { JsonTextError, MAX_DEPTH, MAX_VALUES, parseJson, scanJson, textOf } from "./json-text.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (body: Uint8Array): unknown => parseJson(textOf(body)).value;

describe("parseJson", () => {
  it("reads any JSON that is not too deep", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(read(bytes(text)))).toBe(text);
      }),
    );
  });

  it("throws nothing except JsonTextError for any input", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.string().map((text) => new TextEncoder().encode(text)),
        ),
        (array) => {
          try {
            read(array);
          } catch (error) {
            expect(error).toBeInstanceOf(JsonTextError);
          }
        },
      ),
    );
  });

  it("ignores brackets in strings when it measures the depth", () => {
    const brackets = "[".repeat(MAX_DEPTH * 2);
    expect(read(bytes(JSON.stringify({ [brackets]: `\\"${brackets}` })))).toEqual({
      [brackets]: `\\"${brackets}`,
    });
    const nested = (levels: number) => bytes("[".repeat(levels) + "]".repeat(levels));
    expect(() => read(nested(MAX_DEPTH))).not.toThrow();
    expect(() => read(nested(MAX_DEPTH + 1))).toThrow(/nested too deep/);
  });

  it("accepts many values, but not more than its limit, whatever they are", () => {
    const items = (count: number) => bytes(`[${"0,".repeat(count - 1)}0]`);
    expect(read(items(MAX_VALUES - 1))).toHaveLength(MAX_VALUES - 1);
    for (const one of ["0", '""', "[]", "{}", '{"a":0}'])
      expect(() => read(bytes(`[${`${one},`.repeat(MAX_VALUES)}0]`))).toThrow(
        "body: too many values; accepted: at most 100000 fields and items",
      );
  });

  it("reads a string of 8 MiB of any characters", () => {
    for (const one of ["x", '"', "\\", "1e1,", "\u0001"]) {
      const text = one.repeat((8 * 1024 * 1024) / one.length);
      expect(read(bytes(JSON.stringify({ text })))).toEqual({ text });
    }
  });

  it("refuses a long beginning of any token as no JSON", () => {
    for (const one of ["[0, 0", '"', "\\", '"\\', "0", "-", "e", "\0"])
      expect(() => read(bytes(one.padEnd(8 * 1024 * 1024, one.at(-1))))).toThrow(JsonTextError);
  });

  it("accepts a byte order mark", () => expect(read(bytes("\ufeff[1]"))).toEqual([1]));
});

describe("scanJson finds the first number that a double changes", () => {
  it.each([
    ["[9007199254740992]", null],
    ["[9007199254740993]", "9007199254740993"],
    ["[-9007199254740993]", "-9007199254740993"],
    ["[100000000000000000000]", null],
    ["[12345678901234567890]", "12345678901234567890"],
    ["[1e308]", null],
    ["[1e309]", "1e309"],
    ['["9007199254740993"]', null],
    ['{"9007199254740993": "\\"1e999"}', null],
    ["[0.1234567890123456789]", null],
    ['{"a":"\\\\","b":9007199254740993}', "9007199254740993"],
    ['{"a":"\\\\\\"9007199254740993"}', null],
    [`[${"0".repeat(500_000)}9007199254740993]`, null],
  ])("%s", (text, expected) => expect(scanJson(text)).toBe(expected));

  it("finds none in the output of JSON.stringify", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(scanJson(JSON.stringify(value))).toBeNull();
      }),
    );
  });
});
