import { describe, expect, it } from "vitest";
import type { ClauseResult } from "../../contract-tests/judge/clause-result.js";
import { modelFlaws } from "../../contract-tests/model/flaws/index.js";
import type { Policy } from "../../contract-tests/model/policy.js";
import { modelSwitches } from "../../contract-tests/model/switches/index.js";
import { askedModel } from "../testing/asked-model.js";
import { walkThrough } from "../testing/walk-through.js";
import { TrafficJudge } from "./traffic-judge.js";

/** What a judge of the traffic with a model says. */
async function resultsOf(...changes: ((policy: Policy) => void)[]): Promise<ClauseResult[]> {
  const judge = new TrafficJudge("http://model");
  const stored = (policy: Policy): void => void (policy.flow.storeDelay = 0);
  const { ask, close } = await askedModel((exchange) => judge.judge(exchange), stored, ...changes);
  // A server with another idea of JSON ends the walk early; what it answered is judged all the same.
  await walkThrough(ask).catch((error: unknown) => {
    if (!(error instanceof SyntaxError)) throw error;
  });
  await close();
  return judge.results();
}

const differing = (results: readonly ClauseResult[]): ClauseResult[] =>
  results.filter(({ verdict }) => ["fails", "finding", "error"].includes(verdict));

describe("the traffic of a server that is right", () => {
  it("has no violation and no finding, and most rules have something to judge", async () => {
    const results = await resultsOf();
    expect(differing(results)).toEqual([]);
    expect(results.filter(({ verdict }) => verdict === "conforms").length).toBeGreaterThan(50);
  });

  it("but decided otherwise where the documents leave it open, has no violation, and only findings about that", async () => {
    const right = modelSwitches.filter(({ fails }) => !fails);
    expect(right.length).toBeGreaterThan(100);
    for (const { id, about, apply } of right) {
      const found = differing(await resultsOf(apply));
      const others = found.filter(
        ({ verdict, by }) => verdict !== "finding" || about === null || !by.includes(about),
      );
      expect([id, others.map((one) => [one.id, one.reason])]).toEqual([id, []]);
    }
  });
});

it.each([
  ["no text", ""],
  ["no JSON", "no JSON"],
  ["deep JSON", "[".repeat(90_000) + "]".repeat(90_000)],
  ["null", "null"],
  ["a list", "[]"],
])("an answer of %s is no error of the suite", (_, text) => {
  const judge = new TrafficJudge("http://model");
  const type = [["content-type", "application/json"]] as const;
  const facts = { n: 1, began: 0, ended: 0, account: "a", isSigned: true, failure: null };
  for (const [method, path, status] of [
    ["GET", "/products", 200],
    ["GET", "/products/1", 200],
    ["POST", "/products", 201],
    ["POST", "/products", 200],
    ["GET", "/products", 299],
    ["POST", "/products/1/test-specs", 200],
    ["GET", "/products/1/test-specs", 200],
    ["POST", "/products/1/test-specs", 201],
    ["POST", "/products/1/snaps", 201],
    ["GET", "/products/1/tests/events", 200],
    ["GET", "/products/1/tests/results", 200],
    ["POST", "/test-opportunities/1/results", 201],
  ] as const) {
    const body = { bytes: text.length, text, isCut: false };
    judge.judge({ ...facts, method, path, headers: type, body, answer: { status, headers: type, body } });
  }
  expect(judge.results().filter(({ verdict }) => verdict === "error")).toEqual([]);
});

describe("a planted violation", () => {
  it.for<[flaw: string, ...found: [verdict: string, rule: string, by: string][]]>([
    ["picked-no-group", ["fails", "traffic.listTestEvents.200", "D 971"]],
    ["posted-no-result-id", ["fails", "traffic.listTestEvents.200", "D 974"]],
    ["log-product-name", ["fails", "traffic.listTestEvents.200", "D 990"]],
    ["event-type-picked", ["fails", "traffic.listTestEvents.200", "D 968"]],
    ["updated-at-naive", ["fails", "traffic.listTestEvents.200", "D 989"]],
    ["updated-at-frozen", ["fails", "traffic.events.updated-at-not-before-last", "D 986"]],
    ["queued-at-float", ["fails", "traffic.events.queued-at-is-first", "D 964"]],
    ["image-id-upper-case", ["fails", "traffic.triggers.image-keeps-id", "D 748"]],
    ["fresh-id-per-spec", ["fails", "traffic.triggers.shared-image-unique-id", "D 701-766"]],
    [
      "empty-is-null",
      ["fails", "traffic.listTestResults.200", "D 1072"],
      ["fails", "traffic.listTestResultsAlias.200", "D 1072"],
    ],
    [
      "events-cached-until-trigger",
      ["fails", "traffic.events.grows", "D 905-907"],
      ["fails", "traffic.events.posted.result", "D 974-975"],
    ],
    ["events-seen-sorted", ["finding", "traffic.events.events-seen", "A-15"]],
    ["snap-all-of-product", ["finding", "traffic.events.context", "A-13"]],
    ["method-no-allow", ["finding", "traffic.no-operation.405", "A-01"]],
    ["body-before-signature", ["fails", "traffic.no-operation.500", "none"]],
  ])("%s is reported with its statement, and nothing else is", async ([id, ...expected]) => {
    const { apply } = modelFlaws.find((flaw) => flaw.id === id)!;
    const found = differing(await resultsOf(apply)).map(({ verdict, id: rule, by }) => [
      verdict,
      rule,
      by[0] ?? "none",
    ]);
    expect(found).toEqual(expected);
  });
});
