import type { ClauseResult, ReplayFigures, Report, Summary } from "./report.js";
import { escaped } from "./escape.js";
import { byAssumptions, type Cause } from "./causes.js";
import { assumptions, errors, failures } from "./html-causes.js";
import { atAGlance, count } from "./html-glance.js";
import { allClauses, driftText, skipped } from "./html-clauses.js";
import { STYLE } from "./html-style.js";
import { coverageMatrix, leftOver, sourcesTable, statementsTable } from "./html-tables.js";

/** The report as one self-contained HTML file (no network, no scripts), for readers new to the project. */
export function htmlReport(report: Report): string {
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
  failures(report),
  leftOver("Left behind", "These objects of the run could not be deleted.", report.leaked),
  staleDrift(report),
  errors(report),
  assumptions(report),
  knownDrift(report.clauses),
  skipped(report.clauses.filter(({ verdict }) => verdict === "skipped")),
  ...(report.explored || (report.replay && !report.traffic)
    ? []
    : [coverageMatrix(report.coverage), statementsTable(report)]),
  report.explored ? "" : sourcesTable(report.clauses),
  leftOver("Remaining objects", "The API has no operation to delete these.", report.stays),
  allClauses(report.clauses),
]
  .filter((part) => part !== "")
  .join("\n")}
</body>
</html>
`;
}

function heading(report: Report): string {
  const { target, strict, filter, started, duration_ms, gone } = report;
  const { text, look } = verdictSentence(report);
  const facts: [string, string][] = [
    ["Target", target.url],
    ...(gone === undefined ? [] : [["Ended early", gone] as [string, string]]),
    ...(strict ? [["Strict", "a refuted assumption counts as a failure"] as [string, string]] : []),
    ...(filter === undefined ? [] : [["Selected", `clauses ${filter}`] as [string, string]]),
    ...(report.explored ? [["Explored", exploredFact(report.explored)] as [string, string]] : []),
    ...(report.traffic
      ? [
          [
            "Traffic",
            `${report.traffic.exchanges} exchanges, ${report.traffic.differing} of them differ`,
          ] as [string, string],
        ]
      : []),
    ...(report.replay ? [["Compared", replayFact(report.replay)] as [string, string]] : []),
    ["Profile", profileText(report)],
    [
      "Run",
      `${target.run}, ${started.slice(0, 19).replace("T", " ")} UTC, ${(duration_ms / 1000).toFixed(1)} s`,
    ],
    ...Object.entries(target.lacks).map(([ability, why]): [string, string] => [`Without ${ability}`, why]),
  ];
  const list = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("");
  return `<header><p class="quiet">SPI contract report</p><div class="verdict ${look}"><h1>${escaped(text)}</h1></div>
${atAGlance(report)}<ul class="figures">${figures(report.summary)}</ul><dl>${list}</dl></header>`;
}

function profileText({ target, traffic, replay }: Report): string {
  if (traffic) return "a proxy: requests of clients";
  if (replay) return "a replay of recorded requests";
  return target.profile === "full" ? "full: creates objects and deletes them again" : "read-only";
}

const replayFact = ({ compared, agreeing, exchanges }: ReplayFigures): string =>
  `${compared} of ${exchanges} exchanges with those of an emulator or another deployment; ${agreeing} agree`;

function exploredFact({ seed, sequences, windows, undecided }: NonNullable<Report["explored"]>): string {
  const open = undecided > 0 ? `, ${undecided} not decided` : "";
  return `random sequences with the seed ${seed}: ${sequences}, and ${windows} times several clients at once${open}`;
}

function replaySentence(
  { compared, agreeing, differing }: ReplayFigures,
  { fails, stale_drift, leaked }: Report["summary"],
): { text: string; look: "good" | "bad" | "open" } {
  if (compared === 0) return { text: "Nothing could be compared.", look: "open" };
  const text = `${agreeing} of ${count(compared, "exchange", "exchanges")} agree with the recording, ${differing} differ.`;
  return { text, look: fails + stale_drift + leaked > 0 ? "bad" : "good" };
}

/** The overall result, in one sentence. */
function verdictSentence(report: Report): { text: string; look: "good" | "bad" | "open" } {
  const { summary, strict, interrupted, gone } = report;
  const { conforms, fails, findings, stale_drift, leaked, errors: wrong } = summary;
  const judged = conforms + fails + findings;
  const found = failuresOf(report).length;
  if (report.replay && !report.traffic) return replaySentence(report.replay, summary);
  const broken = `${count(found, "failure", "failures")} in ${count(fails, "clause", "clauses")}`;
  if (gone !== undefined || interrupted) {
    const why = gone === undefined ? "The run was interrupted" : "The target could not be reached any more";
    const sofar = fails > 0 ? `; until then it violates the contract: ${broken}.` : ".";
    return {
      text: `${why} after ${count(judged, "clause", "clauses")}${sofar}`,
      look: fails > 0 ? "bad" : "open",
    };
  }
  if (fails > 0)
    return { text: `The target violates the contract: ${broken}, ${judged} judged.`, look: "bad" };
  if (strict && findings > 0)
    return {
      text: `The target refutes ${count(refutedBy(report), "assumption", "assumptions")} in ${count(findings, "clause", "clauses")}, which counts as a failure (strict).`,
      look: "bad",
    };
  const to =
    findings > 0
      ? `documents, but differs from ${count(refutedBy(report), "assumption", "assumptions")}`
      : "contract";
  const text = `The target conforms to the ${to} (${count(judged, "clause", "clauses")} judged).`;
  return { text, look: stale_drift + leaked + wrong > 0 ? "bad" : "good" };
}

const failuresOf = ({ causes }: Report): Cause[] => causes.filter(({ kind }) => kind === "failure");
const refutedBy = ({ causes }: Report): number =>
  byAssumptions(causes.filter(({ kind }) => kind === "finding")).length;

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
