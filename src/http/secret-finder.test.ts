import process from "node:process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SecretFinder } from "./secret-finder.js";
import { Redactor } from "./secrets.js";

/** Every position that an occurrence of a value covers, found the slow way. */
function hiddenSlowly(values: readonly string[], text: string): string {
  const covered = Array.from(text, () => false);
  for (const value of values)
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1))
      covered.fill(true, at, at + value.length);
  return [...text].map((character, at) => (covered[at] ? "" : character)).join("");
}

it("finds each value everywhere, also if values overlap", () => {
  const value = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 60 });
  fc.assert(
    fc.property(fc.array(value, { maxLength: 8 }), text, (values, given) => {
      expect(new SecretFinder(values).replace(given, "")).toBe(hiddenSlowly(values, given));
    }),
    { numRuns: 5000 },
  );
});

it("hides a long value, also if only its beginning is left", () => {
  const long = Array.from({ length: 5000 }, (_, at) => at).join("-");
  const finder = new SecretFinder([long]);
  expect(finder.replace(`<${long}>`, "*")).toBe("<*>");
  expect(finder.replace(`<${long.slice(0, 300)}>`, "*")).toBe("<*>");
  expect(finder.replace(`${long}${long}`, "*")).not.toContain("4999");
});

it("a secret within the rest of a longer one does not show the end of that", () => {
  const long = `${"x".repeat(150)}inner${"y".repeat(50)}`;
  expect(new SecretFinder([long, "inner"]).replace(`<${long}>`, "*")).toBe("<*>");
});

it("of values with the same long beginning, the longest is hidden whole", () => {
  const [short, long] = ["x".repeat(150), `${"x".repeat(150)}-and-more`];
  for (const values of [
    [short, long],
    [long, short],
  ])
    expect(new SecretFinder(values).replace(`<${long}>`, "*")).toBe("<*>");
});

it("a long text of any characters is looked through once, with what looks like a secret in it", () => {
  const redactor = new Redactor();
  const [words, marks, slashes] = [
    "x".repeat(4_000_000),
    "_secret".repeat(500_000),
    "a://".repeat(1_000_000),
  ];
  expect(redactor.message(words) === words).toBe(true);
  expect(redactor.message(marks) === marks).toBe(true);
  expect(redactor.message(slashes) === slashes).toBe(true);
  expect(redactor.message(`${words} my_oauth_token%3Dsecret%26next%3D1 ftp://me:word@host/`)).toBe(
    `${words} my_oauth_token%3D[redacted]%26next%3D1 ftp://[redacted]@host/`,
  );
});

it("of ten times as many secrets, all alike, the search in a text takes no longer", () => {
  const text = "tok0000".repeat(60_000);
  const cpuOf = (count: number): number => {
    const redactor = new Redactor(
      Array.from({ length: count }, (_, at) => `tok${String(at).padStart(5, "0")}`),
    );
    redactor.message(text);
    const from = process.cpuUsage();
    for (let times = 0; times < 3; times++) redactor.message(text);
    return process.cpuUsage(from).user;
  };
  cpuOf(100);
  expect(cpuOf(1000) / cpuOf(100)).toBeLessThan(4);
});
