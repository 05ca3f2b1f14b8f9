import { harmlessLine } from "../../src/text/harmless.js";
import { CREDENTIALS_NOTE } from "../target/command-line.js";
import type { AssumptionAnswer } from "./assumption-answers.js";
import { byAssumptions, type Cause, type Example, headingOf } from "./causes.js";
import { gatewayPages } from "./gateway-pages.js";
import type { ClauseResult, LeftOver, ReplayFigures, Report } from "./report.js";
import type { ExploreProgress } from "../explore/explore.js";
import type { Wait } from "../target/client.js";
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
    } else if (event.kind === "waits") {
      show(waitText(event), true);
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

/** Shows the progress of `--explore`, in separate lines. */
export function exploreProgressOn(screen: Screen): (event: ExploreProgress) => void {
  return (event) => {
    if (event.kind === "begins") {
      const ledger = event.ledger === null ? "" : `; ledger ${event.ledger}`;
      screen.write(`exploring ${event.url} with the seed ${event.seed}, run ${event.run}${ledger}\n`);
    } else if (event.kind === "found") {
      screen.write(`sequence ${event.sequences}: ${event.about}\n`);
    } else if (event.kind === "waits") screen.write(`${waitText(event)}\n`);
    else screen.write("cleaning up\n");
  };
}

/** A long wait for a target that asks to come later, in one line. */
export function waitText({ status, request, waitMs, mostMs }: Wait): string {
  const [wait, most] = [waitMs, mostMs].map((ms) => `${Math.ceil(ms / 1000)} s`);
  return `the target answers ${status} to ${request}: waits ${wait} and tries again, ${most} at most in all`;
}

/** A run's results for the terminal: what the target differs in, each difference once, then the figures. */
export function reportText(report: Report): string {
  const { causes, assumptions } = report;
  const of = (kind: Cause["kind"]): Cause[] => causes.filter((cause) => cause.kind === kind);
  const known = report.clauses.filter(({ drift }) => drift && !drift.stale);
  return [
    report.strict ? "Strict: a refuted assumption (FINDING) counts as a failure.\n" : "",
    report.gone === undefined ? "" : `The run ended early: ${report.gone}.\n`,
    pagesText(report.clauses),
    ...of("failure").map((cause) => causeText("FAILS", cause)),
    ...of("error").map((cause) => causeText("ERROR", cause)),
    ...byAssumptions(of("finding")).map((some) => findingText(some, assumptions)),
    causes.some(({ example }) => example.curl !== "") ? `${CREDENTIALS_NOTE}\n` : "",
    ...known.map(
      ({ id, drift }) => `known drift  ${id}: ${drift!.reason} (${drift!.owner}, until ${drift!.expires})\n`,
    ),
    ...report.stale.map(({ clause, why }) => `STALE DRIFT  ${clause}: ${why}\n`),
    ...report.clauses.map(scriptText),
    skippedText(report.clauses.filter(({ verdict }) => verdict === "skipped")),
    leftText("LEAKED: could not be deleted", report.leaked),
    leftText("remains: the API cannot delete these", report.stays),
    assumptionsText(assumptions),
    report.explored
      ? exploredText(report.explored)
      : report.replay && !report.traffic
        ? ""
        : coverageText(report),
    report.replay ? replayText(report.replay, report.traffic !== undefined) : "",
    report.traffic ? trafficText(report.traffic, report.target.url) : "",
    hasClauses(report) ? statementsText(report) : "",
    figures(report),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function pagesText(clauses: readonly ClauseResult[]): string {
  const pages = gatewayPages(clauses);
  return pages === null ? "" : `${pages}\n`;
}

/** The script that repeats a difference; empty if there is none. */
function scriptText({ id, script }: ClauseResult): string {
  return script === undefined ? "" : `---- script of ${id}\n${script}----\n`;
}

function exploredText({ seed, clients, ...counts }: NonNullable<Report["explored"]>): string {
  const { sequences, requests, windows, undecided, unrepeated } = counts;
  return [
    `explored with the seed ${seed}: ${plural(requests, "request")} in ${plural(sequences, "sequence")}`,
    `${plural(windows, "window")} of ${plural(clients, "client")} at the same time`,
    ...(undecided > 0 ? [`${undecided} of them not decided`] : []),
    ...(unrepeated > 0 ? [`${plural(unrepeated, "difference")} did not occur again`] : []),
  ]
    .join(", ")
    .concat("\n");
}

/** Whether clauses ran, and all of them. */
const hasClauses = ({ filter, explored, traffic, replay }: Report): boolean =>
  filter === undefined && !explored && !traffic && !replay;

/** So many places, and reasons, are listed. */
const MAX_PLACES = 20;

/** @param isShadow whether an emulator was asked beside a deployment */
function replayText(
  { exchanges, compared, agreeing, differing, skipped = 0, places, reasons }: ReplayFigures,
  isShadow: boolean,
): string {
  const left = exchanges - compared;
  const figure = compared === 0 ? "" : ` (${((100 * agreeing) / compared).toFixed(1)} %)`;
  return [
    ...listed(
      places.map(
        ({ operation, status, place, what, exchanges: times }) =>
          `differs ${String(times).padStart(4)}  ${operation} ${status}: ${place} (${what})`,
      ),
    ),
    ...listed(
      reasons.map(({ rule, text, times }) => `not compared ${String(times).padStart(4)}  ${rule}: ${text}`),
    ),
    `${isShadow ? "an emulator, asked the same in " : ""}${plural(exchanges, "exchange")}: ${compared} compared, ${agreeing} agree${figure}, ${differing} differ, ${left} not compared`,
    ...(skipped > 0 ? [`${plural(skipped, "exchange")} more came too fast to be compared`] : []),
    "",
  ].join("\n");
}

const listed = (lines: readonly string[]): string[] =>
  lines.length <= MAX_PLACES
    ? [...lines]
    : [...lines.slice(0, MAX_PLACES), `and ${lines.length - MAX_PLACES} more: --report json lists all`];

const trafficText = ({ exchanges, differing }: NonNullable<Report["traffic"]>, url: string): string =>
  `${plural(exchanges, "exchange")} with ${url}, of which ${differing === 0 ? "none differs" : differing === 1 ? "1 differs" : `${differing} differ`} from the contract\n`;

/** Maximum number of clauses named beside the example of a cause, and of variants of a finding. */
const MAX_NAMED = 3;

function causeText(label: string, cause: Cause): string {
  const { clauses, example, operation } = cause;
  const heading = headingOf(cause);
  const isNamed = operation === "*" || heading.startsWith(operation);
  return [
    `${label}  ${isNamed ? heading : `${operation}: ${heading}`}`,
    ...exampleText(example, heading),
    metBy(clauses),
    "",
  ].join("\n");
}

function metBy([first, ...others]: readonly string[]): string {
  if (others.length <= MAX_NAMED) return `  met by ${[first, ...others].join(", ")}`;
  return `  met by ${first!} and ${others.length} more`;
}

function exampleText({ title, reason, request, curl }: Example, heading: string): string[] {
  const lines = [title, ...reason.split("\n"), request, curl];
  return lines.filter((line) => line !== "" && line !== heading).map((line) => `  ${line}`);
}

function findingText(causes: readonly Cause[], answers: readonly AssumptionAnswer[]): string {
  const { assumptions, example } = causes[0]!;
  const about = answers.filter(({ id }) => assumptions.includes(id));
  const titles = about.map(({ title }) => title).join(" or ");
  const count = causes.reduce((sum, { clauses }) => sum + clauses.length, 0);
  const shown = causes.slice(0, MAX_NAMED);
  const more = causes.length - shown.length;
  return [
    `FINDING  ${assumptions.join(" or ")} ${titles === "" ? "" : `(${titles}) `}is refuted by ${plural(count, "clause")}`,
    ...about.map(({ id, assumed }) => `  assumed (${id})  ${assumed.trim()}`),
    ...shown.map(
      ({ operation, summary, clauses }) =>
        `  instead  ${operation}: ${summary} (${plural(clauses.length, "clause")})`,
    ),
    ...(more > 0 ? [`  and ${plural(more, "other difference")}: --report html lists all`] : []),
    `  for example  ${example.clause}`,
    ...exampleText(example, causes[0]!.summary),
    "",
  ].join("\n");
}

function assumptionsText(answers: readonly AssumptionAnswer[]): string {
  const parts = (["confirmed", "refuted", "open", "not touched"] as const).flatMap((answer) => {
    const ids = answers.filter((one) => one.answer === answer).map(({ id }) => id);
    if (ids.length === 0) return [];
    return [
      answer === "confirmed" ? `${ids.length} confirmed` : `${ids.length} ${answer} (${ids.join(", ")})`,
    ];
  });
  return parts.length === 0 ? "" : `assumptions: ${parts.join(", ")}\n`;
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

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
    return harmlessLine(
      `  ${kind} ${id}${called}${product === null ? "" : ` of product ${product}`}: ${why}`,
    );
  });
  const more = lines.length - MAX_LEFT;
  const shown = more > 0 ? [...lines.slice(0, MAX_LEFT), `  and ${more} more`] : lines;
  return `${what}\n${shown.join("\n")}\n`;
}

/** Maximum number of left objects that are listed. */
const MAX_LEFT = 50;

function coverageText({ coverage }: Report): string {
  // What was not selected is none of this run's figures.
  const about = coverage.filter(({ why }) => why !== "not selected");
  const missed = about.filter(({ clauses }) => clauses.length === 0);
  const reached = `${about.length - missed.length} of ${about.length} declared answers seen`;
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

function figures({
  summary,
  causes,
  clauses,
  duration_ms,
  interrupted,
  gone,
  bailed,
  traffic,
  replay,
}: Report): string {
  const { conforms, fails, findings, skipped, errors, known_drift, stale_drift, leaked } = summary;
  const about = new Set(
    causes.filter(({ kind }) => kind === "finding").map(({ assumptions }) => assumptions.join()),
  );
  const failures = causes.filter(({ kind }) => kind === "failure").length;
  const parts = [
    `${conforms} conform`,
    `${fails} fail${fails > 0 ? ` (${plural(failures, "failure")})` : ""}`,
    `${plural(findings, "finding")}${findings > 0 ? ` (${plural(about.size, "assumption")})` : ""}`,
    `${skipped} skipped`,
    plural(errors, "error"),
    ...(known_drift > 0 ? [`${known_drift} known drift`] : []),
    ...(stale_drift > 0 ? [`${stale_drift} stale drift`] : []),
    ...(leaked > 0 ? [`${leaked} leaked`] : []),
  ];
  const left = bailed ? `; stopped by --bail, ${plural(bailed.left_out, "clause")} not run` : "";
  const ended = gone === undefined ? (interrupted ? "; interrupted" : "") : "; ended early";
  return `${parts.join(", ")}; ${plural(clauses.length, traffic || replay ? "rule" : "clause")}, ${(duration_ms / 1000).toFixed(1)} s${ended}${left}\n`;
}
