import { describe, expect, it } from "vitest";
import { assumptionAnswers } from "./assumption-answers.js";
import { causesOf, failedExchange } from "./causes.js";
import { jsonReport } from "./json.js";
import { junitReport } from "./junit.js";
import { htmlReport } from "./html.js";
import type { ClauseResult } from "./report.js";
import { reportText } from "./terminal.js";
import { clause, exchange, reportOf } from "./testing/reports.js";

const taken = (id: string, by: string[], got: string, operation = "createProduct"): ClauseResult =>
  clause(id, {
    ...{ operation, verdict: by.length > 0 ? "finding" : "fails", by, provenance: by },
    reason: `${by.length > 0 ? `assumption ${by.join(" or ")} refuted: ` : ""}expected status 400; got ${got}`,
    exchanges: [
      exchange({ operation: "createProduct", method: "POST", requestBody: '{"a": 1}', status: 201 }),
      exchange({ operation, method: "POST", requestBody: `{"id": "${id}"}`, status: 201 }),
      exchange({ operation: "deleteProduct", method: "DELETE", status: 204 }),
    ],
    failed_exchange: 1,
  });

const many = [
  taken("one", ["A-24"], 'status 201: {"id": "1"}'),
  taken("two", ["A-24", "A-01"], 'status 201: {"id": "2"}'),
  taken("three", ["A-24"], 'status 201: {"id": "3"}'),
  taken("four", ["A-24"], "status 200: {}", "updateProduct"),
  taken("five", [], 'status 201: {"id": "5"}'),
  taken("six", [], 'status 201: {"id": "6"}'),
  clause("seven", {
    verdict: "fails",
    failure: "getProduct answers 500",
    reason: "getProduct answers 500: x",
  }),
  clause("eight", {
    verdict: "fails",
    failure: "getProduct answers 500",
    reason: "getProduct answers 500: y",
  }),
  clause("nine", { provenance: ["A-01"] }),
];

describe("causes", () => {
  it("fold clauses that found the same difference of the same operation", () => {
    const found = causesOf(many).map(({ kind, operation, assumptions, clauses }) => [
      ...[kind, operation, assumptions.join()],
      clauses.join(),
    ]);
    expect(found).toEqual([
      ["failure", "createProduct", "", "five,six"],
      ["failure", "getProduct", "", "seven,eight"],
      // That another assumption may be the wrong one is no cause of its own: A-24 is refuted without it.
      ["finding", "createProduct", "A-24", "one,two,three"],
      ["finding", "updateProduct", "A-24", "four"],
    ]);
  });

  it("begin with what clauses assert, and end with what their set-ups met", () => {
    const met = ["a", "b"].map((id) =>
      clause(id, {
        ...{ verdict: "finding", by: ["A-21"], provenance: ["A-21"] },
        reason: "assumption A-21 refuted: expected a pick, in the set-up (walk); got none",
      }),
    );
    const order = causesOf([...met, taken("one", ["A-24"], "status 201: {}")]).map(({ clauses }) => clauses);
    expect(order).toEqual([["one"], ["a", "b"]]);
  });

  it("take a clause with an exchange as example, if there is one", () => {
    const without = { ...taken("shared", [], "status 201: {}"), exchanges: [], failed_exchange: 0 };
    const [cause] = causesOf([without, taken("own", [], "status 201: {}")]);
    expect([cause?.clauses, cause?.example.clause]).toEqual([["own", "shared"], "own"]);
  });

  it("show the exchange that failed, and commands that repeat it", () => {
    expect(failedExchange(many[0]!)?.requestBody).toBe('{"id": "one"}');
    const [, , { example }] = causesOf(many) as [unknown, unknown, ReturnType<typeof causesOf>[number]];
    expect(example).toMatchObject({
      clause: "one",
      reason: 'expected status 400; got status 201: {"id": "1"}',
    });
    expect(example.request).toMatch(
      /^spi-emulator request -X POST conf\.ini 'http.*' --data-raw '\{"id": "one"\}'$/,
    );
    expect(example.curl).toContain('oauth_consumer_key=\\"$CONSUMER_KEY\\"');
  });

  it("answer every assumption", () => {
    const answers = assumptionAnswers(many, causesOf(many));
    const of = (id: string) => answers.find((one) => one.id === id);
    expect(of("A-24")).toMatchObject({ answer: "refuted", refuting: 4, conforming: 0 });
    expect(of("A-01")).toMatchObject({ answer: "confirmed", refuting: 0, conforming: 1 });
    expect(of("A-02")).toMatchObject({ answer: "not touched" });
    expect(of("A-24")!.instead[0]).toMatch(/^createProduct: expected status 400; got status 201/);
  });
});

describe("every report", () => {
  const causes = causesOf(many);
  const report = reportOf(many, { assumptions: assumptionAnswers(many, causes) });

  it("tells a difference once", () => {
    const text = reportText(report);
    expect(text.match(/^(FAILS|FINDING) .*$/gm)).toEqual([
      "FAILS  createProduct: five holds",
      "FAILS  getProduct answers 500",
      "FINDING  A-24 (Unknown fields and parameters) is refuted by 4 clauses",
    ]);
    expect(text).toContain("4 fail (2 failures), 4 findings (1 assumption)");
    const html = htmlReport(report);
    expect(html).toContain("The target violates the contract: 2 failures in 4 clauses");
    expect(html).toContain("1 clause more found the same");
    expect(junitReport(report).match(/<failure [^>]*the same as five/g)).toHaveLength(1);
    const json = JSON.parse(jsonReport(report)) as Record<string, unknown[]>;
    expect([json["clauses"]!.length, json["causes"]!.length]).toEqual([9, 4]);
  });

  it("counts findings as failures where it is strict, and says so first", () => {
    const strict = { ...report, strict: true as const };
    expect(reportText(strict)).toMatch(/^Strict: /);
    expect(htmlReport(strict)).toContain("<dt>Strict</dt>");
    expect(junitReport(strict)).toMatch(/strict: findings count as failures" tests="9" failures="8"/);
    expect(junitReport(report)).toMatch(/" tests="9" failures="4"/);
  });
});
