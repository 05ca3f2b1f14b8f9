import { expect, it } from "vitest";
import { assumptionAnswers } from "./assumption-answers.js";
import { causesOf } from "./causes.js";
import { htmlReport } from "./html.js";
import type { ClauseResult } from "./report.js";
import { reportText } from "./terminal.js";
import { clause, reportOf } from "./testing/reports.js";

/** The lines before the details of a report, as text. */
function head(clauses: ClauseResult[]): string[] {
  const report = reportOf(clauses, { assumptions: assumptionAnswers(clauses, causesOf(clauses)) });
  const [, list] = /<ul class="glance">(.*)<\/ul><ul class="figures">/s.exec(htmlReport(report))!;
  return list!
    .split(/<li>/)
    .map((line) => line.replaceAll(/<[^>]+>/g, "").trim())
    .filter((line) => line !== "");
}

const page = (id: string, status: number): ClauseResult =>
  clause(id, { verdict: "skipped", reason: "a gateway answers", page: status });

it("the first lines of a report tell that web pages came, which may be the target's own", () => {
  const clauses = [page("large", 413), page("larger", 413), page("path", 404), clause("good")];
  const told =
    "Not judged: 3 clauses, because a web page came with status 404 and 413. The suite takes it for the page of a gateway; " +
    "if the target has none in front of it, the target violates the contract.";
  expect(head(clauses)).toEqual([told, "Not judged in all: 3 clauses, with what each needs."]);
  expect(reportText(reportOf(clauses)).split("\n")[0]).toBe(told);
});

it("the first lines of a report tell what is broken and what differs, without a look at the details", () => {
  const reason = "expected products to be oldest first; got newest first";
  const lines = head([
    clause("fields", { verdict: "fails", by: ["D 257"], reason: "expected id: a UUID; got id: 7" }),
    clause("order", {
      ...{ verdict: "finding", operation: "listProducts", by: ["A-07"] },
      ...{ reason: `assumption A-07 refuted: ${reason}`, exchanges: [] },
    }),
    clause("agent", {
      ...{ verdict: "finding", operation: "listTestEvents", by: ["C-3"], exchanges: [] },
      reason: "contradiction C-3 settled otherwise: expected agent_id; got none; the fields are agent-id",
    }),
  ]);
  expect(lines).toEqual([
    "Broken: 1 difference.",
    "getProduct: fields holds: expected id: a UUID; got id: 7 (1 clause)",
    "Differs from 2 assumptions; the documents do not say which is right.",
    "A-07, listProducts: order holds: expected products to be oldest first; got newest first (1 clause)",
    "C-3, listTestEvents: agent holds: expected agent_id; got none; the fields are agent-id (1 clause)",
  ]);
});
