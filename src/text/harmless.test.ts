import { expect, it } from "vitest";
import { harmless, harmlessLine } from "./harmless.js";

it("escapes what moves a cursor, and keeps lines and tabs", () => {
  const hostile = 'a\tb\r\n{"c": "\u009b2J\u001b]0;title\u0007\u202e"}\rforged\u0000';
  expect(harmless(hostile)).toBe(
    'a\tb\r\n{"c": "\\u009b2J\\u001b]0;title\\u0007\\u202e"}\\u000dforged\\u0000',
  );
  expect(harmlessLine("a\n\tb")).toBe("a\\u000a\\u0009b");
});

it("leaves JSON the same JSON", () => {
  const value = { text: "\u0085\u2028é🛰", list: ["\n"] };
  expect(JSON.parse(harmless(JSON.stringify(value, null, 2)))).toEqual(value);
});

it("makes commands of a CI system text there, and there alone", () => {
  const text = "::error::forged\n  ##[group]x\na::b\n";
  expect(harmless(text)).toBe(text);
  expect(harmless(text, { inCi: true })).toBe("\\u003a:error::forged\n  \\u0023#[group]x\na::b\n");
});

it("finds commands of a CI system where it finds them: within a line, and behind what it does not see", () => {
  const within = "a ##[add-mask]x ##vso[task.setvariable variable=x]y ###teamcity[a] # [b] ## c [d]";
  expect(harmless(within, { inCi: true })).toBe(
    "a \\u0023#[add-mask]x \\u0023#vso[task.setvariable variable=x]y #\\u0023#teamcity[a] # [b] ## c [d]",
  );
  expect(harmless("\u00ad\ufeff \u200b::error::x", { inCi: true })).toBe(
    "\u00ad\ufeff \u200b\\u003a:error::x",
  );
});

// A character that is white space and of category Cf: an expression with two ways for it would take 2^32 steps.
it("takes linear time for invisible characters at the beginning of a line", { timeout: 10_000 }, () => {
  const text = `${"\ufeff".repeat(32)}x`;
  expect(harmless(text, { inCi: true })).toBe(text);
  const long = `${"\ufeff \u00ad".repeat(100_000)}::error::x`;
  expect(harmless(long, { inCi: true })).toBe(long.replace("::", "\\u003a:"));
});
