import { describe, expect, it } from "vitest";
import { type Fault, FaultBook, MAX_FAULTS } from "./fault-book.js";
import type { FaultRequest } from "./fault-match.js";
import type { EffectKind, FaultRule } from "./fault-rule.js";
import { FAULT_SETS } from "./fault-sets.js";

const book = (seed = "test"): FaultBook => new FaultBook(() => seed);
const request = (facts: Partial<FaultRequest> = {}): FaultRequest => ({
  operationId: "listProducts",
  aliasOf: null,
  postsResult: facts.operationId === "postTestResult",
  path: "/products",
  productId: undefined,
  agentId: undefined,
  account: undefined,
  header: () => undefined,
  reading: null,
  ...facts,
});
const RESET = { effect: { reset: true } } as const;

/** Considers a request `times` times. Returns the calls that a fault was applied to. */
function fired(faults: FaultBook, times: number, facts?: Partial<FaultRequest>): number[] {
  return Array.from({ length: times }, (_, index) => index + 1).filter(() => {
    const { hit } = faults.consider(request(facts));
    return hit !== null && faults.fire(hit.fault, 1000);
  });
}

describe("matching", () => {
  const PRODUCT = "3C1DE0A4-6D2F-4F0B-9A52-1B7C06F0E6D1";
  const header = (name: string): string | undefined => (name === "X-Test" ? "one" : undefined);
  it.each<[string, FaultRule["match"], Partial<FaultRequest>, Partial<FaultRequest>]>([
    ["operation", { operation: "getProduct" }, { operationId: "getProduct" }, {}],
    ["an operation's other address", { operation: "getProduct" }, { aliasOf: "getProduct" }, {}],
    ["product, in any case", { product: PRODUCT }, { productId: PRODUCT.toLowerCase() }, {}],
    ["agent", { agent: "pi" }, { agentId: "pi" }, { agentId: "PI" }],
    ["account", { account: "One@x.org" }, { account: "one@x.org" }, {}],
    ["header", { header: { name: "X-Test", value: "one" } }, { header }, {}],
    ["a header's whole value", { header: { name: "X-Test", value: "o" } }, { header: () => "o" }, { header }],
    ["path", { path: "/products/*/tests/*" }, { path: "/products/1/tests/events" }, {}],
    ["all at once", { agent: "pi", path: "/x" }, { agentId: "pi", path: "/x" }, { agentId: "pi" }],
  ])("matches by %s", (_, match, fits, fitsNot) => {
    const faults = book();
    const fault = faults.add({ match: match!, ...RESET })!;
    expect(fired(faults, 1, fits)).toEqual([1]);
    expect(fired(faults, 1, fitsNot)).toEqual([]);
    expect(fault).toMatchObject({ seen: 1, fired: 1, lastFiredAt: 1000 });
  });
});

describe("when a fault applies", () => {
  it.each<[string, Omit<FaultRule, "effect">, number[]]>([
    ["always", {}, [1, 2, 3, 4, 5]],
    ["from the nth", { calls: { from: 4 } }, [4, 5]],
    ["to the mth", { calls: { to: 2 } }, [1, 2]],
    ["a number of times", { times: 3 }, [1, 2, 3]],
    ["a number of times from the nth", { times: 1, calls: { from: 3 } }, [3]],
    ["never", { probability: 0 }, []],
    ["surely", { probability: 1 }, [1, 2, 3, 4, 5]],
  ])("%s", (_, rule, calls) => {
    const faults = book();
    const fault = faults.add({ ...rule, ...RESET })!;
    expect(fired(faults, 5)).toEqual(calls);
    expect(fault).toMatchObject({ seen: 5, fired: calls.length });
    expect(faults.active).toBe(calls.includes(5) ? 1 : 0);
  });

  it("is drawn from the random seed: the same pattern for the same seed, whatever other faults exist", () => {
    const pattern = (seed: string, others = 0): number[] => {
      const faults = book(seed);
      faults.add({ probability: 0.3, ...RESET });
      for (let index = 0; index < others; index++) faults.add({ probability: 0.9, effect: { status: 500 } });
      return Array.from({ length: 200 }, (_, index) => index).filter(
        () => faults.consider(request()).hit?.fault.id === "1",
      );
    };
    const first = pattern("a");
    expect(first.length).toBeGreaterThan(40);
    expect(first.length).toBeLessThan(80);
    expect(pattern("a")).toEqual(first);
    expect(pattern("a", 3)).toEqual(first);
    expect(pattern("b")).not.toEqual(first);
  });

  it("the first due fault is applied, and all matching faults count the request", () => {
    const faults = book();
    faults.add({ ...RESET, calls: { from: 2, to: 2 } });
    faults.add({ effect: { status: 500 } });
    const ids = [1, 2, 3].map(() => faults.consider(request()).hit?.fault.id);
    expect(ids).toEqual(["2", "1", "2"]);
    expect(faults.list().map(({ seen }) => seen)).toEqual([3, 3]);
  });

  it("counts the application: concurrent requests share the remaining times", () => {
    const faults = book();
    const fault = faults.add({ ...RESET, times: 1 })!;
    const hits = [faults.consider(request()).hit!, faults.consider(request()).hit!];
    expect(hits.map((hit) => faults.fire(hit.fault, 5))).toEqual([true, false]);
    expect(fault.fired).toBe(1);
  });

  it("an effect that suits only some requests leaves the others to the next fault", () => {
    const faults = book();
    faults.add({ effect: { delay_stored_ms: 5 } });
    faults.add({ effect: { stale: true } });
    faults.add(RESET);
    const kind = (facts: Partial<FaultRequest>): EffectKind | undefined =>
      faults.consider(request(facts)).hit?.fault.kind;
    expect(kind({ operationId: "postTestResult" })).toBe("delay_stored_ms");
    expect(kind({ reading: "a" })).toBe("reset");
    expect(kind({})).toBe("reset");
  });
});

it("keeps a limited amount of answers for stale ones, of all faults together: the least recently read go first", () => {
  const faults = new FaultBook(() => "test", 1000);
  const [one, other] = [faults.add({ effect: { stale: true } })!, faults.add({ effect: { stale: true } })!];
  const note = (fault: Fault, key: string, length: number): unknown =>
    fault.answers.note(key, { status: 200, text: "x".repeat(length) });
  for (let n = 0; n < 300; n++) note(n % 2 === 0 ? one : other, `/products?${"&".repeat(n)}`, 300);
  expect(faults.keptCharacters).toBe(900);
  note(one, "b", 50);
  expect(note(one, "b", 60)).toMatchObject({ text: "x".repeat(50) });
  note(other, "c", 2000);
  expect([other.answers.has("c"), faults.keptCharacters]).toEqual([false, 0]);
  note(one, "b", 50);
  note(other, "b", 70);
  faults.remove(one.id);
  expect(faults.keptCharacters).toBe(70);
  faults.clear();
  expect(faults.keptCharacters).toBe(0);
});

describe("the list", () => {
  it("keeps the order; ids increase, also after clearing, and restart after a reset", () => {
    const faults = book();
    expect(faults.isEmpty).toBe(true);
    const ids = () => faults.list().map(({ id }) => id);
    faults.add(RESET);
    faults.add(RESET);
    expect(faults.remove("1")).toBe(true);
    expect(faults.remove("1")).toBe(false);
    faults.add(RESET);
    expect(ids()).toEqual(["2", "3"]);
    expect(faults.get("3")?.rule).toBe(RESET);
    faults.clear();
    expect(faults.isEmpty).toBe(true);
    faults.add(RESET);
    expect(ids()).toEqual(["4"]);
    faults.reset();
    faults.add(RESET);
    expect(ids()).toEqual(["1"]);
  });

  it("has a maximum number of faults", () => {
    const faults = book();
    for (let index = 0; index < MAX_FAULTS - 1; index++) expect(faults.add(RESET)).not.toBeNull();
    expect(faults.addSet("flaky-gateway")).toBeNull();
    expect(faults.list()).toHaveLength(MAX_FAULTS - 1);
    expect(faults.add(RESET)).not.toBeNull();
    expect(faults.add(RESET)).toBeNull();
  });
});

describe("sets", () => {
  it.each(FAULT_SETS.map(({ name }) => name))("%s is added whole, for some requests only", (name) => {
    const faults = book();
    const match = { header: { name: "X-Test", value: "one" } };
    const added = faults.addSet(name, match)!;
    expect(added).toEqual(faults.list());
    for (const { rule } of added) expect(rule.match).toMatchObject(match);
    for (let index = 0; index < 50; index++) expect(faults.consider(request()).hit).toBeNull();
  });

  it("flaky-gateway applies about as often as it says, and loses no pick", () => {
    const faults = book();
    faults.addSet("flaky-gateway");
    const kinds = (path: string): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (let index = 0; index < 2000; index++) {
        const kind = faults.consider(request({ path })).hit?.fault.kind ?? "none";
        counts[kind] = (counts[kind] ?? 0) + 1;
      }
      return counts;
    };
    const { status, reset, lose_answer } = kinds("/products");
    expect(status! / 2000).toBeCloseTo(0.1, 1);
    expect(reset! / 2000).toBeCloseTo(0.05, 1);
    expect(lose_answer! / 2000).toBeCloseTo(0.05, 1);
    expect(kinds("/agents/pi/pick")).not.toHaveProperty("lose_answer");
  });
});
