import fc from "fast-check";
import { expect, it } from "vitest";
import { asciiDecoded, percentDecoded } from "./percent-decoded.js";

function expected(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

it("decodes as decodeURIComponent does, and leaves what that refuses", () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "grapheme" }).map(encodeURIComponent),
    fc.constantFrom(
      "%",
      "%4",
      "%41",
      "%ff",
      "%C3",
      "%c3%A9",
      "%ed%a0%80",
      "%F0%9F",
      "%c0%80",
      "%zz",
      "\u{1f600}",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
      const text = pieces.join("");
      expect(percentDecoded(text)).toBe(expected(text));
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ["%zz%41%ff", "%zzA%ff"],
  ["%2541", "A"],
  ["%25252541", "A"],
  ["a%3Ab%", "a:b%"],
  ["plain", "plain"],
])("decodes ASCII in %s, whatever stands beside it", (text, decoded) => {
  expect(asciiDecoded(text)).toBe(decoded);
});
