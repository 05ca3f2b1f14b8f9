import { harmless } from "../../src/text/harmless.js";
import { headingOf } from "./causes.js";
import type { Report } from "./report.js";

/** Maximum number of annotations: GitHub shows ten errors of a step. */
const MAX_ANNOTATIONS = 10;

/** Text as the data of a workflow command. */
const data = (text: string): string =>
  harmless(text, { inCi: true }).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
/** Text as a property of a workflow command. */
const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
/** Text inside a cell of a table in Markdown. */
const cell = (text: string): string =>
  harmless(text)
    .replaceAll(/[\\`*_|<>[\]]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, " ");

/** Workflow commands of GitHub Actions: an error for each failure, each difference once. */
export function annotations({ causes }: Report): string {
  return causes
    .filter(({ kind }) => kind !== "finding")
    .slice(0, MAX_ANNOTATIONS)
    .map((cause) => {
      const { example, clauses } = cause;
      const more = clauses.length > 1 ? ` and ${clauses.length - 1} more` : "";
      return `::error title=${property(`${example.clause}${more}`)}::${data(`${headingOf(cause)}\n${example.reason}`)}\n`;
    })
    .join("");
}

/** The summary of a step, in Markdown. */
export function stepSummary({ target, summary, causes, clauses, duration_ms }: Report): string {
  const { conforms, fails, findings, skipped, errors, known_drift, stale_drift, leaked } = summary;
  const figures: [string, number][] = [
    ["conform", conforms],
    ["fail", fails],
    ["findings", findings],
    ["skipped", skipped],
    ["errors", errors],
    ["known drift", known_drift],
    ["stale drift", stale_drift],
    ["leaked", leaked],
  ];
  const rows = causes.map(
    (cause) =>
      `| ${cause.kind} | ${cell(headingOf(cause))} | ${cell(cause.example.clause)} | ${cause.clauses.length} |`,
  );
  return [
    `## Contract of ${cell(target.url)}`,
    "",
    `${clauses.length} clauses in ${(duration_ms / 1000).toFixed(1)} s: ${figures.map(([name, count]) => `${count} ${name}`).join(", ")}`,
    "",
    ...(rows.length === 0
      ? []
      : ["| | What differs | For example | Clauses |", "| --- | --- | --- | --- |", ...rows, ""]),
  ].join("\n");
}
