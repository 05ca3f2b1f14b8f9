import fc from "fast-check";
import { expect, it } from "vitest";
import { digestOf, NonceDigests, type NonceUse } from "./nonce-digest.js";
import { NonceStore } from "./nonce-store.js";

const NOW = 1_451_925_514;
const key = fc.constantFrom("", "a", "b", "ab", "é");
const use: fc.Arbitrary<NonceUse> = fc.record({
  consumerKey: key,
  tokenKey: key,
  timestamp: fc.constantFrom(undefined, NOW, NOW + 1, NOW + 2 ** 32),
  nonce: fc.oneof(
    fc.string({ unit: "binary", maxLength: 3 }),
    fc.constantFrom("0", "1", "00", "\u0000", "\u0100"),
  ),
});

it("a nonce store tells uses apart as texts do, also in the next run", () => {
  fc.assert(
    fc.property(fc.array(use, { maxLength: 60 }), fc.nat(60), (uses, stop) => {
      let store = new NonceStore({ windowSeconds: 2 ** 33 });
      const before = new Set<string>();
      for (const [at, one] of uses.entries()) {
        const text = JSON.stringify([one.consumerKey, one.tokenKey, one.timestamp ?? null, one.nonce]);
        expect({ one, isNew: store.use(one, NOW) }).toEqual({ one, isNew: !before.has(text) });
        before.add(text);
        if (at !== stop) continue;
        const next = new NonceStore({ windowSeconds: 2 ** 33 });
        next.goOn(store.save(), NOW);
        store = next;
      }
      expect(store.size).toBe(before.size);
    }),
    { numRuns: 500 },
  );
});

it("digests of similar nonces differ in all of their parts, and a table finds all of many", () => {
  const digests = new NonceDigests();
  const parts = Array.from({ length: 4 }, () => new Set<number>());
  const COUNT = 20_000;
  for (let n = 0; n < COUNT; n++) {
    const made = digestOf({ consumerKey: "ck", tokenKey: "tk", timestamp: NOW, nonce: String(n) });
    for (const [at, part] of made.entries()) parts[at]!.add(part);
    expect(digests.has(made)).toBe(false);
    digests.add(made);
    digests.add(made);
  }
  // Of 32 random bits each, so that hardly any two are the same.
  for (const part of parts) expect(part.size).toBeGreaterThan(COUNT - 10);
  expect(digests.size).toBe(COUNT);
  expect(digests.texts().length).toBe(COUNT);
  for (let n = 0; n < COUNT; n++)
    expect(
      digests.has(digestOf({ consumerKey: "ck", tokenKey: "tk", timestamp: NOW, nonce: String(n) })),
    ).toBe(true);
});
