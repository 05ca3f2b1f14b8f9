import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inexactNumber, JsonTextError, MAX_DEPTH, parseJson, textOf } from "./json-text.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (body: Uint8Array): unknown => parseJson(textOf(body));

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

  it("accepts a byte order mark", () => expect(read(bytes("\ufeff[1]"))).toEqual([1]));
});

describe("inexactNumber", () => {
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
  ])("%s", (text, expected) => expect(inexactNumber(text)).toBe(expected));

  it("finds none in the output of JSON.stringify", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(inexactNumber(JSON.stringify(value))).toBeNull();
      }),
    );
  });
});
