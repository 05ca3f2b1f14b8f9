import { curlLine } from "../target/exchange.js";
import type { ClauseResult, Report } from "./report.js";
import { escaped } from "./escape.js";

/** Maximum number of shown exchanges per clause. */
const MAX_EXCHANGES = 5;

/** The report as JUnit XML for GitHub and Jenkins: one suite per topic, one test per clause. */
export function junitReport(report: Report): string {
  const topics = new Map<string, ClauseResult[]>();
  for (const clause of report.clauses) {
    const topic = topicOf(clause.id);
    topics.set(topic, [...(topics.get(topic) ?? []), clause]);
  }
  const suites = [...topics].map(([topic, clauses]) => suite(topic, clauses, report));
  const all = counts(report.clauses);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="SPI contract" ${attributes(all)} time="${seconds(report.duration_ms)}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

/** The first word of a clause's id; for clauses generated from the spec also the operation. */
function topicOf(id: string): string {
  const [first = id, second] = id.split(".");
  return ["request", "auth", "answer", "example"].includes(first) ? `${first}.${second ?? ""}` : first;
}

function suite(topic: string, clauses: readonly ClauseResult[], { started, target }: Report): string {
  const ms = clauses.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const properties = Object.entries({ target: target.url, profile: target.profile, run: target.run }).map(
    ([name, value]) => `      <property name="${name}" value="${escaped(value)}"/>`,
  );
  return [
    `  <testsuite name="${escaped(topic)}" ${attributes(counts(clauses))} time="${seconds(ms)}" timestamp="${escaped(started.slice(0, 19))}">`,
    "    <properties>",
    ...properties,
    "    </properties>",
    ...clauses.map((clause) => testCase(topic, clause)),
    "  </testsuite>",
  ].join("\n");
}

function testCase(topic: string, clause: ClauseResult): string {
  const open = `    <testcase classname="spi-contract.${escaped(topic)}" name="${escaped(`${clause.id}: ${clause.title}`)}" time="${seconds(clause.duration_ms)}"`;
  const inside = outcome(clause);
  return inside.length === 0 ? `${open}/>` : [`${open}>`, ...inside, "    </testcase>"].join("\n");
}

function outcome(clause: ClauseResult): string[] {
  const { verdict, reason, by, drift } = clause;
  const said = reason ?? "";
  if (drift && !drift.stale) {
    const note = `known drift: ${drift.reason} (${drift.owner}, until ${drift.expires})`;
    return [`      <system-out>${escaped(`${note}\n${said}`)}</system-out>`];
  }
  const message = escaped(by.length > 0 ? `${said} (by ${by.join(", ")})` : said);
  const details = escaped(clause.exchanges.slice(-MAX_EXCHANGES).map(exchangeText).join("\n\n"));
  switch (verdict) {
    case "fails":
      return [`      <failure type="fails" message="${message}">${details}</failure>`];
    case "error":
      return [`      <error type="error" message="${message}">${details}</error>`];
    case "skipped":
      return [`      <skipped message="${message}"/>`];
    case "finding":
      return [
        `      <properties><property name="finding" value="${message}"/></properties>`,
        `      <system-out>${message}\n${details}</system-out>`,
      ];
    case "conforms":
      return [];
  }
}

function exchangeText(exchange: ClauseResult["exchanges"][number]): string {
  return `${curlLine(exchange)}\n${exchange.status ?? "no answer"} ${exchange.responseBody ?? ""}`;
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

function counts(clauses: readonly ClauseResult[]): Counts {
  const counted = clauses.filter(({ drift }) => !drift || drift.stale);
  const of = (verdict: string): number => counted.filter((clause) => clause.verdict === verdict).length;
  return { tests: clauses.length, failures: of("fails"), errors: of("error"), skipped: of("skipped") };
}

const attributes = (numbers: Counts): string =>
  Object.entries(numbers)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
