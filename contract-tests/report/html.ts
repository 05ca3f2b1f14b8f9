import type { ClauseResult, Report, Summary } from "./report.js";
import { escaped } from "./escape.js";
import { allClauses, driftText, problems, skipped } from "./html-clauses.js";
import { STYLE } from "./html-style.js";
import { coverageMatrix, leftOver, sourcesTable, statementsTable } from "./html-tables.js";

/** The report as one self-contained HTML file (no network, no scripts), for readers new to the project. */
export function htmlReport(report: Report): string {
  const of = (...verdicts: string[]): ClauseResult[] =>
    report.clauses.filter(({ verdict, drift }) => verdicts.includes(verdict) && (!drift || drift.stale));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>SPI contract: ${escaped(report.target.url)}</title>
<style>${STYLE}</style>
</head>
<body>
${[
  heading(report),
  problems("Failures", "The target violates documented statements.", of("fails")),
  leftOver("Left behind", "These objects of the run could not be deleted.", report.leaked),
  staleDrift(report),
  problems(
    "Errors of the suite",
    "These clauses could not be judged because of errors in the suite, not in the target.",
    of("error"),
  ),
  problems(
    "Findings",
    "The target differs from assumptions of this project about undocumented behaviour. This refutes the assumptions; it is no failure of the target.",
    of("finding"),
  ),
  knownDrift(report.clauses),
  skipped(of("skipped")),
  coverageMatrix(report.coverage),
  statementsTable(report),
  sourcesTable(report.clauses),
  leftOver("Remaining objects", "The API has no operation to delete these.", report.stays),
  allClauses(report.clauses),
]
  .filter((part) => part !== "")
  .join("\n")}
</body>
</html>
`;
}

function heading({ target, summary, strict, started, duration_ms, interrupted }: Report): string {
  const { text, look } = verdictSentence(summary, interrupted);
  const facts: [string, string][] = [
    ["Target", target.url],
    ...(strict ? [["Strict", "a refuted assumption counts as a failure"] as [string, string]] : []),
    ["Profile", target.profile === "full" ? "full: creates objects and deletes them again" : "read-only"],
    [
      "Run",
      `${target.run}, ${started.slice(0, 19).replace("T", " ")} UTC, ${(duration_ms / 1000).toFixed(1)} s`,
    ],
    ...Object.entries(target.lacks).map(([ability, why]): [string, string] => [`Without ${ability}`, why]),
  ];
  const list = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("");
  return `<header><p class="quiet">SPI contract report</p><div class="verdict ${look}"><h1>${escaped(text)}</h1></div>
<ul class="figures">${figures(summary)}</ul><dl>${list}</dl></header>`;
}

/** The overall result, in one sentence. */
function verdictSentence(
  summary: Summary,
  interrupted: boolean,
): { text: string; look: "good" | "bad" | "open" } {
  const { conforms, fails, findings, skipped: left, errors, stale_drift, leaked } = summary;
  const judged = conforms + fails + findings;
  const notes = [
    ...(findings > 0 ? [`${count(findings, "clause refutes", "clauses refute")} an assumption`] : []),
    ...(left > 0 ? [`${count(left, "clause", "clauses")} could not be judged here`] : []),
    ...(stale_drift > 0
      ? [`${count(stale_drift, "known difference is", "known differences are")} out of date`]
      : []),
    ...(leaked > 0 ? [`${count(leaked, "object was", "objects were")} left behind`] : []),
    ...(errors > 0 ? [`${count(errors, "error", "errors")} of the suite`] : []),
  ].join("; ");
  const more = notes === "" ? "." : `; ${notes}.`;
  if (interrupted)
    return {
      text: `The run was interrupted after ${count(judged, "clause", "clauses")}${more}`,
      look: "open",
    };
  if (fails > 0) {
    return {
      text: `The target violates the contract: ${fails} of ${count(judged, "clause", "clauses")} fail${fails === 1 ? "s" : ""}${more}`,
      look: "bad",
    };
  }
  const text = `The target conforms to the contract (${count(judged, "clause", "clauses")} judged)${more}`;
  return { text, look: stale_drift + leaked + errors > 0 ? "bad" : "good" };
}

const count = (number: number, one: string, several: string): string =>
  `${number} ${number === 1 ? one : several}`;

function figures(summary: Summary): string {
  const shown: [number, string, string][] = [
    [summary.conforms, "conform", "good-text"],
    [summary.fails, "fail", summary.fails > 0 ? "bad-text" : "quiet"],
    [summary.findings, "findings", summary.findings > 0 ? "find-text" : "quiet"],
    [summary.skipped, "not judged", "quiet"],
    [summary.errors, "errors", summary.errors > 0 ? "bad-text" : "quiet"],
    [summary.known_drift, "known drift", "quiet"],
  ];
  return shown.map(([number, name, look]) => `<li><b class="${look}">${number}</b>${name}</li>`).join("");
}

function staleDrift({ stale }: Report): string {
  if (stale.length === 0) return "";
  const rows = stale.map(({ clause, why }) => `<li><code>${escaped(clause)}</code>: ${escaped(why)}</li>`);
  return `<section><h2>Outdated known drift (${stale.length})</h2><ul>${rows.join("")}</ul></section>`;
}

function knownDrift(clauses: readonly ClauseResult[]): string {
  const known = clauses.filter(({ drift }) => drift && !drift.stale);
  if (known.length === 0) return "";
  const rows = known.map(
    ({ id, title, drift }) =>
      `<tr><td>${escaped(title)}<br><code class="id">${escaped(id)}</code></td><td>${escaped(driftText(drift!))}</td></tr>`,
  );
  return `<section><h2>Known drift (${known.length})</h2><p class="quiet">These differences are known and accepted until the given day.</p>
<table><thead><tr><th>Clause</th><th>Reason, owner, expiry</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></section>`;
}
