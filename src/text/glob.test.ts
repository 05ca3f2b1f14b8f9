import fc from "fast-check";
import { expect, it } from "vitest";
import { Glob, globMatcher } from "./glob.js";
import { workOfSearches } from "./testing/search-work.js";

it.each([
  ["/products", "/products", true],
  ["/products", "/products/1", false],
  ["*", "/anything", true],
  ["*", "", true],
  ["/a*b", "/ab", true],
  ["/a*ab", "/ab", false],
  ["/a*x*b", "/axb", true],
  ["/a*x*b", "/ab", false],
  ["*/results", "/products/1/results", true],
  ["/a*b*b", "/abb", true],
  ["/a*b*b", "/ab", false],
  ["/a.b", "/axb", false],
  ["/a?b", "/a.b", false],
  ["/a/*c", "/a/b/c", true],
  ["/a/*/c*", "/a/b/c", true],
  ["/a/b/c", "/a/b", false],
  ["/a**b", "/ab", true],
  ["*/abcdefghij*", "/x/abcdefghij/y", true],
  ["*abcdefghi*abcdefghi*", "abcdefghiabcdefgh", false],
])("%s and %s: %s", (pattern, text, fits) => expect(new Glob(pattern).fits(text)).toBe(fits));

it("many stars take no time", () => {
  expect(new Glob(`${"*a".repeat(900)}*b`).fits("a".repeat(2000))).toBe(false);
});

it("a long pattern takes as many steps as a text has characters", () => {
  const text = `/${"a".repeat(15_000)}`;
  for (const piece of [
    `ab${"a".repeat(1900)}`,
    `${"a".repeat(1900)}b`,
    `${"a".repeat(950)}b${"a".repeat(950)}`,
  ]) {
    const glob = new Glob(`*${piece}*`);
    expect(workOfSearches(() => expect(glob.fits(text)).toBe(false))).toBeLessThan(10 * text.length);
  }
});

it("finds what an expression finds", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 30 });
  const text = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 60 });
  fc.assert(
    fc.property(letters, text, (pattern, name) => {
      const expression = new RegExp(`^${pattern.replace(/\*+/g, ".*")}$`);
      expect(new Glob(pattern).fits(name)).toBe(expression.test(name));
    }),
    { numRuns: 2000 },
  );
});

it("takes several patterns", () => {
  const fits = globMatcher("events.*, results.form");
  expect(["events.order", "results.form", "results.formless"].map(fits)).toEqual([true, true, false]);
});
