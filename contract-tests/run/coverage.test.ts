import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { startOwnTarget } from "../../src/cli/own-target.js";
import { packageFile } from "../../src/package-files.js";
import { cleanUpClauses } from "../cleanup/clean-up.js";
import { allClauses } from "../clauses/index.js";
import type { ClauseResult } from "../judge/clause-result.js";
import { readerOf } from "../../src/spec/spec-reader.js";
import { contractSpec as spec } from "./contract-spec.js";
import { coverageOf, statementsOf } from "./coverage.js";
import { answerClauses } from "../generate/answer-clauses.js";
import { runContract } from "./runner.js";
import { STATEMENTS } from "../clauses/statements.js";

const result = (id: string, seen: [operation: string, status: number][], more = {}): ClauseResult => ({
  id,
  title: id,
  provenance: [],
  statements: [],
  operation: "*",
  answer: null,
  verdict: "conforms",
  reason: null,
  by: [],
  duration_ms: 1,
  exchanges: seen.map(([operation, status]) => ({ operation, status }) as never),
  ...more,
});
const cell = (results: ClauseResult[], operation: string, status: string) =>
  coverageOf(results, spec).find((one) => one.operation === operation && one.status === status)!;

describe("coverage", () => {
  it("of the emulator: a clause reaches every declared answer", async () => {
    const own = await startOwnTarget();
    try {
      const { coverage, clauses } = await runContract({ target: own.target, clauses: answerClauses(spec) });
      expect(coverage.filter(({ why }) => why !== null)).toEqual([]);
      expect(
        coverage.every(
          ({ operation, status, clauses: [first] }) => first === `answer.${operation}.${status}`,
        ),
      ).toBe(true);
      expect(clauses.filter(({ verdict }) => verdict !== "conforms")).toEqual([]);
    } finally {
      await own.close();
    }
  });

  it("names the clauses that saw an answer, first the one that is about it", () => {
    const results = [
      result("some.clause", [["getProduct", 200]]),
      result("answer.getProduct.200", [["getProduct", 200]]),
    ];
    expect(cell(results, "getProduct", "200")).toEqual({
      operation: "getProduct",
      status: "200",
      clauses: ["answer.getProduct.200", "some.clause"],
      why: null,
      reason: null,
    });
  });

  it("says why an answer was not seen", () => {
    const skipped = { verdict: "skipped", reason: "there is no control plane" };
    const results = [
      result("answer.getProduct.503", [], skipped),
      result("answer.getProduct.404", [["getProduct", 200]], { verdict: "fails", reason: "got 200" }),
    ];
    expect(cell(results, "getProduct", "503")).toMatchObject({
      why: "emulator-only",
      reason: skipped.reason,
    });
    expect(cell(results, "getProduct", "404")).toMatchObject({ why: "unreachable", reason: "got 200" });
    expect(cell(results, "getProduct", "400")).toMatchObject({
      why: "not selected",
      reason: expect.any(String),
    });
    const more = structuredClone({ ...spec, validators: {}, reader: undefined, operation: undefined });
    const document = more.document as { paths: any };
    more.operations.find(({ operationId }) => operationId === "getProduct")!.responses["409"] = {
      contentType: null,
      headers: [],
    };
    document.paths["/products/{product_id}"].get.responses["409"] = { description: "Never." };
    const operation = (id: string) => more.operations.find(({ operationId }) => operationId === id)!;
    const reader = readerOf(more.document);
    const coverage = coverageOf(results, { ...more, reader, validators: spec.validators, operation });
    expect(
      coverage.find(({ operation: id, status }) => id === "getProduct" && status === "409"),
    ).toMatchObject({
      why: "no recipe",
    });
  });
});

describe("the coverage of statements", () => {
  it("is whole: each statement has a clause, and clauses name no others", () => {
    const clauses = [...allClauses(spec), ...cleanUpClauses];
    const named = new Set(clauses.flatMap(({ statements = [] }) => statements));
    const known = STATEMENTS.map(({ id }) => id);
    expect(known.filter((id) => !named.has(id))).toEqual([]);
    expect([...named].filter((id) => !known.includes(id))).toEqual([]);
    expect(known.filter((id, index) => known.indexOf(id) < index)).toEqual([]);
  });

  it("is whole: each assumption has a clause", () => {
    const assumptions = parse(readFileSync(packageFile("assumptions.yaml"), "utf8")) as { id: string }[];
    const judged = new Set(allClauses(spec).flatMap(({ provenance }) => provenance));
    expect(assumptions.map(({ id }) => id).filter((id) => !judged.has(id))).toEqual([]);
  });

  it("names the clauses of each, and those that have none", () => {
    const results = [
      result("one", [], { statements: ["10.a", "2.b"] }),
      result("other", [], { statements: ["2.b", "5.c"] }),
    ];
    const known = [
      { id: "5.c", text: "c" },
      { id: "1.d", text: "d" },
    ];
    expect(statementsOf(results, known)).toEqual([
      { id: "5.c", text: "c", clauses: ["other"] },
      { id: "1.d", text: "d", clauses: [] },
      { id: "2.b", text: null, clauses: ["one", "other"] },
      { id: "10.a", text: null, clauses: ["one"] },
    ]);
  });
});
