import { expect, it } from "vitest";
import { inWords } from "./mismatch.js";

it.each<[value: unknown, words: string]>([
  ["a\u007fb", String.raw`"a\u007fb"`],
  ["e\u0301", String.raw`"e\u0301"`],
  ["\u00e9", '"\u00e9"'],
  ["\u200b\ufeff\u00a0\u202e", String.raw`"\u200b\ufeff\u00a0\u202e"`],
  ["\u{e0001}", String.raw`"\udb40\udc01"`],
  [{ "\u2028": "\n" }, String.raw`{"\u2028":"\n"}`],
  [undefined, "nothing"],
])("%j can be seen in a report, and is still JSON", (value, words) => {
  expect(inWords(value)).toBe(words);
  if (value !== undefined) expect(JSON.parse(words)).toEqual(value);
});
