import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draw, IdSource, newRandomSeed, newSecret } from "./ids.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function ids(randomSeed: string, count: number, drawn = 0): string[] {
  const source = new IdSource(randomSeed, drawn);
  return Array.from({ length: count }, source.next);
}

describe("IdSource", () => {
  it("gives UUIDs, none twice", () => {
    fc.assert(
      fc.property(fc.string(), (randomSeed) => {
        const all = ids(randomSeed, 50);
        expect(new Set(all).size).toBe(50);
        for (const id of all) expect(id).toMatch(UUID);
      }),
    );
  });

  it("gives the same ids for the same random seed, others for another", () => {
    expect(ids("a", 20)).toEqual(ids("a", 20));
    expect(ids("a", 20)).not.toContain(ids("b", 1)[0]);
  });

  it("keeps its ids from version to version: seeds and golden exchanges hold them", () => {
    expect(ids("seed", 2)).toMatchInlineSnapshot(`
      [
        "7ea1269d-3e73-471c-86e2-c51b95e88c32",
        "cb4012f1-1aee-4fa4-a584-84b1539f503d",
      ]
    `);
  });

  it("are the first half of a SHA-256, with the version and the variant in their places", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { minLength: 1, maxLength: 3 }), (seed, parts) => {
        const bytes = createHash("sha256")
          .update([seed, "of", ...parts].join("\0"))
          .digest();
        bytes[6] = (bytes[6]! & 0x0f) | 0x40;
        bytes[8] = (bytes[8]! & 0x3f) | 0x80;
        const digits = bytes.toString("hex", 0, 16);
        expect(new IdSource(seed).of(...parts).replaceAll("-", "")).toBe(digits);
      }),
    );
  });

  it("goes on where it stopped", () => {
    const source = new IdSource("a");
    const first = [source.next(), source.next()];
    expect(source.drawn).toBe(2);
    expect([...first, ...ids("a", 3, source.drawn)]).toEqual(ids("a", 5));
  });
});

describe("draw", () => {
  it("is from 0 to below 1 and the same for the same name", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (randomSeed, what) => {
        const drawn = draw(randomSeed, ...what);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(1);
        expect(draw(randomSeed, ...what)).toBe(drawn);
      }),
    );
  });

  it("differs by random seed and by each part of the name", () => {
    const drawn = [
      draw("a", "x", "y"),
      draw("b", "x", "y"),
      draw("a", "x", "z"),
      draw("a", "xy"),
      draw("a", "x"),
    ];
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it("is even", () => {
    const tenths = new Array<number>(10).fill(0);
    for (let n = 0; n < 10_000; n++) tenths[Math.floor(draw("even", String(n)) * 10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

describe("what must not be guessed", () => {
  it("is long, hexadecimal and never the same", () => {
    expect(newSecret()).toMatch(/^[0-9a-f]{32}$/);
    expect(newSecret(32)).toMatch(/^[0-9a-f]{64}$/);
    expect(newSecret()).not.toBe(newSecret());
    expect(newRandomSeed()).toMatch(/^[0-9a-f]{12}$/);
    expect(newRandomSeed()).not.toBe(newRandomSeed());
  });

  it("never repeats itself, however many are drawn and of whatever length", () => {
    const lengths = Array.from({ length: 3000 }, (_, n) => 8 + (n % 3) * 8);
    const secrets = lengths.map((bytes) => newSecret(bytes));
    expect(secrets.map((secret) => secret.length / 2)).toEqual(lengths);
    expect(new Set(secrets.map((secret) => secret.slice(0, 16))).size).toBe(secrets.length);
    expect(newSecret(10_000)).toHaveLength(20_000);
  });
});
