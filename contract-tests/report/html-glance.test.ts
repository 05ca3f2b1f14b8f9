import { expect, it } from "vitest";
import { assumptionAnswers } from "./assumption-answers.js";
import { causesOf } from "./causes.js";
import { htmlReport } from "./html.js";
import type { ClauseResult } from "./report.js";
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
