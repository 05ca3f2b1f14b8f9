import { expect, it, vi } from "vitest";
import { IdSource } from "../ids.js";
import { tablesFromSeed } from "./apply-seed.js";
import { checkSeed } from "./seed.js";

it("a seed with 40,000 unknown fields is refused by the first of them", () => {
  const names = Array.from({ length: 40_000 }, (_, n) => `k${n}`);
  const seed = { accounts: [], ...Object.fromEntries(names.map((name) => [name, 1])) };
  // As a text it would be read as YAML, whose parser compares each key of a mapping with all before it.
  const asText = vi.spyOn(JSON, "stringify");
  const problem = /^seed:1: k0: unknown field; accepted: description, accounts/;
  expect(() => checkSeed(seed, "seed")).toThrow(problem);
  const texts = asText.mock.calls.map(([value]) => value as unknown);
  asText.mockRestore();
  expect(texts).not.toContain(seed);
});

it("a seed with a history of 5,000 entries is taken", () => {
  const history = Array.from({ length: 5000 }, (_, n) => ({
    ago: `${n + 1}m`,
    snap: { name: "x.y", revision: n + 1, channel: "edge" },
  }));
  const product = { name: "p", release: "15.04-core", snaps: ["x.y"], test_specs: [{ name: "s" }], history };
  const seed = checkSeed({ accounts: [{ email: "a@b.c", password: "p", products: [product] }] }, "seed");
  const sort = vi.spyOn(Array.prototype, "sort");
  const tables = tablesFromSeed(seed, new IdSource("test"), 1_451_926_708_805_000);
  const sorts = sort.mock.calls.length;
  sort.mockRestore();
  expect(sorts).toBeLessThan(10);
  expect(tables.results.size).toBe(4999);
  const queued = [...tables.opportunities.values()].map(({ queued_at }) => queued_at);
  expect(queued).toEqual([...queued].sort((a, b) => a - b));
});
