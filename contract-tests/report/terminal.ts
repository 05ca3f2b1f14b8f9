import { curlLine } from "../target/exchange.js";
import type { ClauseResult, LeftOver, Report } from "./report.js";
import type { Progress } from "../run/runner.js";

/** The output for a run's progress. */
export interface Screen {
  write(text: string): unknown;
  /** Whether lines can be overwritten. */
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

/** Number of clauses between two plain progress lines. */
const CLAUSES_PER_LINE = 100;

/** Shows a run's progress: on a terminal in one line that is overwritten, otherwise in separate lines. */
export function progressOn(screen: Screen): (event: Progress) => void {
  const counts: Record<string, number> = {};
  const show = (text: string, isEnd: boolean): void => {
    if (screen.isTTY)
      screen.write(`\r\u001b[K${text.slice(0, (screen.columns ?? 80) - 1)}${isEnd ? "\n" : ""}`);
    else screen.write(`${text}\n`);
  };
  return (event) => {
    if (event.kind === "begins") {
      const ledger = event.ledger === null ? "" : `; ledger ${event.ledger}`;
      show(`${event.clauses} clauses against ${event.url}, run ${event.run}${ledger}`, true);
    } else if (event.kind === "judged") {
      const { verdict, id } = event.result;
      counts[verdict] = (counts[verdict] ?? 0) + 1;
      const told = Object.entries(counts)
        .filter(([name]) => name !== "conforms")
        .map(([name, count]) => `, ${name} ${count}`);
      const isEnd = event.done === event.of;
      const line = `${event.done}/${event.of}${told.join("")}`;
      if (screen.isTTY) show(isEnd ? line : `${line}  ${id}`, isEnd);
      else if (isEnd || event.done % CLAUSES_PER_LINE === 0) show(line, true);
    } else {
      show("cleaning up", true);
    }
  };
}

/** A run's results for the terminal: failures first, with details, then the figures. */
export function reportText(report: Report): string {
  const of = (...verdicts: string[]): ClauseResult[] =>
    report.clauses.filter(({ verdict, drift }) => verdicts.includes(verdict) && (!drift || drift.stale));
  const known = report.clauses.filter(({ drift }) => drift && !drift.stale);
  const fails = of("fails");
  return [
    report.strict ? "Strict: a refuted assumption (FINDING) counts as a failure.\n" : "",
    ...operationsThatFail(fails).map(operationText),
    ...fails.filter(({ failure }) => failure === undefined).map((result) => failureText("FAILS", result)),
    ...of("error").map((result) => failureText("ERROR", result)),
    ...of("finding").map((result) => failureText("FINDING", result)),
    ...known.map(
      ({ id, drift }) => `known drift  ${id}: ${drift!.reason} (${drift!.owner}, until ${drift!.expires})\n`,
    ),
    ...report.stale.map(({ clause, why }) => `STALE DRIFT  ${clause}: ${why}\n`),
    skippedText(of("skipped")),
    leftText("LEAKED: could not be deleted", report.leaked),
    leftText("remains: the API cannot delete these", report.stays),
    coverageText(report),
    statementsText(report),
    figures(report),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function failureText(label: string, { id, title, reason, by, exchanges }: ClauseResult): string {
  const last = exchanges.at(-1);
  return [
    `${label}  ${id}`,
    `  ${title}${by.length > 0 ? ` (${by.join(", ")})` : ""}`,
    ...(reason ?? "").split("\n").map((line) => `  ${line}`),
    ...(last ? [`  ${curlLine(last)}`] : []),
    "",
  ].join("\n");
}

/** Failures common to many clauses are shown once, with the first clause that met them. */
function operationText([first, ...others]: readonly [ClauseResult, ...ClauseResult[]]): string {
  const met = others.length === 0 ? "" : ` and ${others.length} more`;
  const last = first.exchanges.at(-1);
  return [
    `FAILS  ${first.failure!}`,
    ...(first.reason ?? "").split("\n").map((line) => `  ${line}`),
    `  met by ${first.id}${met}`,
    ...(last ? [`  ${curlLine(last)}`] : []),
    "",
  ].join("\n");
}

/** Clauses by the failure of an operation that they met. */
function operationsThatFail(fails: readonly ClauseResult[]): [ClauseResult, ...ClauseResult[]][] {
  const found = new Map<string, [ClauseResult, ...ClauseResult[]]>();
  for (const result of fails) {
    const { failure } = result;
    if (failure === undefined) continue;
    const known = found.get(failure);
    if (known) known.push(result);
    else found.set(failure, [result]);
  }
  return [...found.values()];
}

/** One line per reason, with the number of its clauses. */
function skippedText(skipped: readonly ClauseResult[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of skipped) counts.set(reason ?? "", (counts.get(reason ?? "") ?? 0) + 1);
  const lines = [...counts].sort(([, one], [, other]) => other - one);
  return lines.map(([reason, count]) => `skipped ${String(count).padStart(4)}  ${reason}\n`).join("");
}

/** The objects left by a run, one line each under a heading; empty if there are none. */
export function leftText(what: string, left: readonly LeftOver[]): string {
  if (left.length === 0) return "";
  const lines = left.map(({ kind, id, name, product, why }) => {
    const called = name === null || name === id ? "" : ` "${name}"`;
    return `  ${kind} ${id}${called}${product === null ? "" : ` of product ${product}`}: ${why}`;
  });
  return `${what}\n${lines.join("\n")}\n`;
}

function coverageText({ coverage }: Report): string {
  const missed = coverage.filter(({ clauses }) => clauses.length === 0);
  const reached = `${coverage.length - missed.length} of ${coverage.length} declared answers seen`;
  const whys = [...new Set(missed.map(({ why }) => why ?? ""))].map(
    (why) => `${missed.filter((cell) => cell.why === why).length} ${why}`,
  );
  return `${reached}${whys.length === 0 ? "" : `; not seen: ${whys.join(", ")}`}\n`;
}

function statementsText({ statements }: Report): string {
  const without = statements.filter(({ clauses }) => clauses.length === 0).map(({ id }) => id);
  const checked = `${statements.length - without.length} of ${statements.length} statements have a clause`;
  const some = without.slice(0, 8).join(", ");
  const more = without.length > 8 ? ", ..." : "";
  return `${checked}${without.length === 0 ? "" : `; without: ${some}${more}`}\n`;
}

function figures({ summary, duration_ms, interrupted }: Report): string {
  const { conforms, fails, findings, skipped, errors, known_drift, stale_drift, leaked } = summary;
  const parts = [
    `${conforms} conform`,
    `${fails} fail`,
    `${findings} ${findings === 1 ? "finding" : "findings"}`,
    `${skipped} skipped`,
    `${errors} ${errors === 1 ? "error" : "errors"}`,
    ...(known_drift > 0 ? [`${known_drift} known drift`] : []),
    ...(stale_drift > 0 ? [`${stale_drift} stale drift`] : []),
    ...(leaked > 0 ? [`${leaked} leaked`] : []),
  ];
  return `${parts.join(", ")}; ${(duration_ms / 1000).toFixed(1)} s${interrupted ? "; interrupted" : ""}\n`;
}
