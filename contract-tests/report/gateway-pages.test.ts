import { expect, it } from "vitest";
import { allClauses } from "../clauses/index.js";
import { judgeModel } from "../matrix/judge-model.js";
import { modelSwitches } from "../model/switches/index.js";
import { contractSpec } from "../run/contract-spec.js";
import { reportText } from "./terminal.js";

const changes = modelSwitches.filter(({ id }) => id === "html-413" || id === "html-404");
const clauses = allClauses(contractSpec).filter(
  ({ answer, operation }) => answer === "413" || operation === "*",
);

it("a target with pages of HTML for large bodies and unknown paths is not judged there, and the report begins with that", async () => {
  const report = await judgeModel({ clauses, changes });
  const paged = report.clauses.filter(({ page }) => page !== undefined);
  expect(new Set(paged.map(({ page }) => page))).toEqual(new Set([404, 413]));
  expect(report.summary).toMatchObject({ fails: 0, findings: 0, errors: 0, skipped: paged.length });
  expect(reportText(report).split("\n")[0]).toMatch(
    `Not judged: ${paged.length} clauses, because a web page came with status 404 and 413.`,
  );
});
