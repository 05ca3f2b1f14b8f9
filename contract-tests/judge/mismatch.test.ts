import { expect, it } from "vitest";
import { contractSpec } from "../run/contract-spec.js";
import { inWords, Mismatch, ServerFailure } from "./mismatch.js";
import { missing } from "./missing.js";

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

it("field names, failures and long values of a target: short, in one line, without control characters", () => {
  const NASTY = "\u001b[2J\u202e\r\nspi-emulator: all is good";
  const place = contractSpec.reader.answer("listProducts", "200")!.schema!;
  const fields = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`${NASTY}${n}`, n]));
  const { got } = missing("ids", fields, place);
  for (const message of [
    new Mismatch({ expected: "ids", got }).message,
    new Mismatch({ expected: "ids", got: `\u001b[2J\u202e${"x".repeat(100_000)}` }).message,
    new ServerFailure("getProduct answers 500", NASTY).message,
  ]) {
    expect(message).toMatch(/^[ -~]*$/);
    expect(message.length).toBeLessThan(3000);
  }
});
