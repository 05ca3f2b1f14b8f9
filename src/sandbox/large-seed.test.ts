import { expect, it, onTestFinished, vi } from "vitest";
import { DocumentError } from "../documents/yaml-document.js";
import { MOST_MADE } from "../domain/trigger.js";
import { IdSource } from "../ids.js";
import { atOnce } from "../domain/steps.js";
import { seedingTables } from "./apply-seed.js";
import { checkSeed } from "./seed.js";
import { labServer } from "./testing/lab-server.js";

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
  const tables = atOnce(seedingTables(seed, new IdSource("test"), 1_451_926_708_805_000));
  const sorts = sort.mock.calls.length;
  sort.mockRestore();
  expect(sorts).toBeLessThan(10);
  expect(tables.results.size).toBe(4999);
  const queued = [...tables.opportunities.values()].map(({ queued_at }) => queued_at);
  expect(queued).toEqual([...queued].sort((a, b) => a - b));
});

const spec = (n: number) => ({ name: `spec-number-${n}` });
const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const seedOf = (product: object, more: object = {}): object => ({
  accounts: [
    {
      email: "a@b.c",
      password: "p",
      products: [{ name: "p", release: "15.04-core", snaps: ["x.y"], ...product }],
    },
  ],
  ...more,
});
const snap = { name: "x.y", revision: 1, channel: "edge" };

/** Each took the time of several seconds to minutes, or an answer of megabytes. */
it.each([
  [
    "outcomes of unknown Test Specs",
    seedOf({
      test_specs: many(3000, spec),
      history: [
        { ago: "1d", snap, outcome: Object.fromEntries(many(3000, (n) => [`spec-nomber-${n}`, "PASSED"])) },
      ],
    }),
  ],
  [
    "feeds of unknown products",
    seedOf({}, { feed: many(3000, (n) => ({ product: `q${n}`, snap, at: "1h" })) }),
  ],
])("a seed with thousands of %s is refused by the first eight", (_, seed) => {
  let problems: readonly string[] = [];
  try {
    checkSeed(seed, "seed");
  } catch (error) {
    if (error instanceof DocumentError) problems = error.problems;
  }
  expect(problems).toHaveLength(8);
  expect(problems.join("").length).toBeLessThan(20_000);
});

it("a seed whose history makes a million opportunities is refused at the first 20,000", () => {
  const history = many(1000, (n) => ({ ago: "1d", snap: { ...snap, revision: n + 1 } }));
  const seed = checkSeed(seedOf({ test_specs: many(1000, spec), history }), "seed");
  const making = seedingTables(seed, new IdSource("test"), 1_451_926_708_805_000);
  expect(() => atOnce(making)).toThrow("history: it makes more than 20000 opportunities");
});

it("a seed whose feed would make more opportunities at once than an advertisement may is refused", () => {
  const feed = [{ product: "p", snap, at: "1h" }];
  const seedWith = (count: number) => seedOf({ test_specs: many(count, spec) }, { feed });
  expect(() => checkSeed(seedWith(MOST_MADE), "seed")).not.toThrow();
  expect(() => checkSeed(seedWith(MOST_MADE + 1), "seed")).toThrow(
    'seed:1: feed[0].product: "p" has 5001 test_specs; accepted: at most 5000, each makes an opportunity',
  );
});

it("a seed is made in steps", () => {
  const seed = checkSeed(
    { accounts: many(1000, (n) => ({ email: `a${n}@b.c`, password: "p", products: [] })) },
    "seed",
  );
  expect([...seedingTables(seed, new IdSource("test"), 1_451_926_708_805_000)]).toHaveLength(1000);
});

it("a reset of a sandbox with a thousand accounts reads their tokens a few times, not for each account", async () => {
  const server = await labServer({ lab: false });
  onTestFinished(() => server.close());
  const seed = checkSeed(
    { accounts: many(1000, (n) => ({ email: `a${n}@b.c`, password: "p", products: [] })) },
    "seed",
  );
  const wish = { seed: "inline", seedDocument: seed };
  const guest = await server.sandboxes.create({
    ...wish,
    name: "guest",
    clock: { mode: "scaled", speed: 1 },
    lab: false,
  });
  const [key] = guest.state.accounts().map(({ consumer_key }) => consumer_key);
  const reads = vi.spyOn(guest.state.tables.tokens, "values");
  await server.sandboxes.reset(guest);
  expect(reads.mock.calls.length).toBeLessThan(20);
  expect(guest.state.accounts()[0]?.consumer_key).toBe(key);
});
