import { expect, it } from "vitest";
import { contractSpec } from "../run/contract-spec.js";
import { exploredRules, Generator } from "./generate.js";
import type { Explorable } from "./weights.js";
import { referencesOf, type Step } from "./step.js";

const target: Explorable = {
  ...{
    capabilities: new Set(["legacy", "agent-api", "writes"] as const),
    exclusive: true,
    organization: "org",
  },
  ...{ login: { email: "a@example.com", password: "b" }, second: {} as never },
};
const rules = exploredRules(contractSpec);
const created = { status: 201, json: { id: "x", ids: [{ test_opportunity_id: "y", image_unique_id: "z" }] } };

function steps(seed: string, count: number, changed: Partial<Explorable> = {}, tag = ""): Step[] {
  const generator = new Generator(contractSpec, seed, { ...target, ...changed }, rules, new Set(), tag);
  return Array.from({ length: count }, () => {
    const step = generator.next();
    generator.world.learn(step, created);
    return step;
  });
}

it("draws the same sequence for the same seed", () => {
  expect(steps("7", 60)).toEqual(steps("7", 60));
  expect(steps("7", 60)).not.toEqual(steps("8", 60));
});

it("draws every operation, correct and wrong requests, and only about what earlier steps made", () => {
  const all = Array.from({ length: 40 }, (_, seed) => steps(String(seed), 40));
  const drawn = all.flat();
  const signed = contractSpec.operations.map(({ operationId }) => operationId);
  expect([...new Set(drawn.map(({ operation }) => operation))].sort()).toEqual(signed.sort());
  expect(drawn.filter(({ what }) => what !== "right").length / drawn.length).toBeCloseTo(0.13, 1);
  for (const sequence of all) {
    for (const step of sequence)
      for (const { step: of } of referencesOf(step)) if (of !== null) expect(of).toBeLessThan(step.n);
  }
});

it("draws invalid dates, both ways of signing, wrong keys, and long or deep values", () => {
  const drawn = Array.from({ length: 60 }, (_, seed) => steps(String(seed), 40)).flat();
  const dates = drawn.filter(({ what }) => what === "date");
  expect(dates.length).toBeGreaterThan(2);
  for (const { request, by } of dates) {
    expect(request.query.some(([name]) => name.endsWith("_date"))).toBe(true);
    expect(by).toEqual(["A-01", "A-03"]);
  }
  const signed = new Set(drawn.map(({ signature }) => signature));
  expect([signed.has("plaintext"), signed.has("consumer_key"), signed.has("unsigned")]).toEqual([
    true,
    true,
    true,
  ]);
  const longest = Math.max(...drawn.map(({ request }) => request.body?.length ?? 0));
  expect(longest).toBeGreaterThan(4000);
});

it("leaves out what a target lacks or must not get, and puts the run's name before names on a shared one", () => {
  const shared = Array.from({ length: 20 }, (_, seed) =>
    steps(String(seed), 30, { capabilities: new Set(), exclusive: false }, "spi-run-1"),
  ).flat();
  expect(shared.filter(({ operation }) => /^(legacy|pick|post|createToken)/.test(operation))).toEqual([]);
  const made = shared.filter(({ operation, what }) => operation === "createProduct" && what === "right");
  expect(made.every(({ request }) => JSON.stringify(request).includes("spi-run-1-"))).toBe(true);
});
