import type { CoverageCell } from "../run/coverage.js";
import type { ClauseResult, LeftOver, Report } from "./report.js";
import { escaped } from "./escape.js";

/** A table of operations and statuses: which were seen, and why the others were not. */
export function coverageMatrix(coverage: readonly CoverageCell[]): string {
  const statuses = [...new Set(coverage.map(({ status }) => status))].sort();
  const operations = [...new Set(coverage.map(({ operation }) => operation))];
  const reached = coverage.filter(({ why }) => why === null).length;
  const rows = operations.map((operation) => {
    const cells = statuses.map((status) =>
      cell(coverage.find((one) => one.operation === operation && one.status === status)),
    );
    return `<tr><th scope="row">${escaped(operation)}</th>${cells.join("")}</tr>`;
  });
  return `<section><h2>Answers seen: ${reached} of ${coverage.length}</h2>
<p class="quiet">All operations with all declared statuses. The number is that of the clauses that saw the answer; a dash means none.</p>
<div class="scroll"><table class="matrix"><thead><tr><th>Operation</th>${statuses.map((status) => `<th>${status}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div>${missed(coverage)}</section>`;
}

function cell(one: CoverageCell | undefined): string {
  if (!one) return "<td></td>";
  const { why, clauses, reason } = one;
  if (why === null) {
    return `<td class="reached" title="${escaped(clauses.slice(0, 5).join(", "))}">${clauses.length}</td>`;
  }
  return `<td class="missed" title="${escaped(`${why}: ${reason ?? ""}`)}">\u2013</td>`;
}

function missed(coverage: readonly CoverageCell[]): string {
  const cells = coverage.filter(({ why }) => why !== null);
  if (cells.length === 0) return "";
  const rows = cells.map(
    ({ operation, status, why, reason }) =>
      `<tr><td>${escaped(operation)} ${status}</td><td>${why ?? ""}</td><td>${escaped(reason ?? "")}</td></tr>`,
  );
  return `<details><summary>Why ${cells.length} were not seen</summary><table><thead><tr><th>Answer</th><th>Kind</th><th>Why</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></details>`;
}

/** The contract's statements with the clauses that check them. */
export function statementsTable(report: Report): string {
  const rows = report.statements.map(({ id, text, clauses }) =>
    statementRow(
      id,
      text,
      report.clauses.filter((clause) => clauses.includes(clause.id)),
    ),
  );
  if (rows.length === 0) return "";
  return `<section><h2>Statements of the contract (${rows.length})</h2><details><summary>Show them</summary><div class="scroll"><table>
<thead><tr><th>Statement</th><th>Says</th><th>Clauses</th><th>Verdict</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></details></section>`;
}

/** Worst first: a statement's verdict is the worst of its clauses' verdicts. */
const WORST = ["fails", "error", "finding", "conforms", "skipped"] as const;

function statementRow(id: string, text: string | null, clauses: readonly ClauseResult[]): string {
  const verdict = WORST.find((one) => clauses.some((clause) => clause.verdict === one));
  const shown = verdict === undefined ? "no clause" : `<span class="tag ${verdict}">${verdict}</span>`;
  return `<tr><td><code>${escaped(id)}</code></td><td>${escaped(text ?? "")}</td><td>${clauses.length}</td><td>${shown}</td></tr>`;
}

/** The sources of statements, and whether they held. */
export function sourcesTable(clauses: readonly ClauseResult[]): string {
  const sources = new Map<string, ClauseResult[]>();
  for (const clause of clauses) {
    for (const source of clause.provenance) sources.set(source, [...(sources.get(source) ?? []), clause]);
  }
  const rows = [...sources]
    .sort(([one], [other]) => one.localeCompare(other, "en", { numeric: true }))
    .map(([source, some]) => {
      const broken = some.filter(
        ({ verdict, by }) => ["fails", "finding"].includes(verdict) && by.includes(source),
      );
      const judged = some.filter(({ verdict }) => verdict !== "skipped");
      const tag = broken.length > 0 ? broken[0]!.verdict : judged.length > 0 ? "conforms" : "skipped";
      return `<tr><td>${escaped(source)}</td><td>${some.length}</td><td>${judged.length}</td><td><span class="tag ${tag}">${tag}${broken.length > 0 ? ` (${broken.length})` : ""}</span></td></tr>`;
    });
  return `<section><h2>Sources of the contract (${rows.length})</h2>
<p class="quiet">D and L are lines of the API reference (current and legacy column), P is a public client of the time, A-nn is an assumption.</p>
<details><summary>Show them</summary><table><thead><tr><th>Source</th><th>Clauses</th><th>Judged</th><th>Verdict</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></details></section>`;
}

/** The objects that a run left behind. */
export function leftOver(title: string, intro: string, things: readonly LeftOver[]): string {
  if (things.length === 0) return "";
  const rows = things.map(
    ({ kind, id, name, why }) =>
      `<tr><td>${escaped(kind)}</td><td><code>${escaped(id)}</code></td><td>${escaped(name ?? "")}</td><td>${escaped(why)}</td></tr>`,
  );
  return `<section><h2>${escaped(title)} (${things.length})</h2><p class="quiet">${escaped(intro)}</p><table>
<thead><tr><th>Kind</th><th>Id</th><th>Name</th><th>Why</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></section>`;
}
