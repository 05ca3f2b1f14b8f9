import { type Cause, failedExchange } from "./causes.js";
import { escaped } from "./escape.js";
import type { ClauseResult, Report } from "./report.js";
import { type Group, grouped } from "./sections.js";

/**
 * The report as JUnit XML, as GitHub and Jenkins read it: one suite per section of the contract and operation, one test per
 * clause. If many clauses found the same, the first has the details and the others name it.
 */
export function junitReport(report: Report): string {
  const suites = grouped(report.clauses).map((group) => suite(group, report));
  const all = counts(report.clauses, report);
  const failures = report.causes.filter(({ kind }) => kind === "failure").length;
  const strict = report.strict ? ", strict: findings count as failures" : "";
  const name = `SPI contract: ${failures} failures in ${report.summary.fails} clauses${strict}`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}" ${attributes(all)} time="${seconds(report.duration_ms)}">`,
    ...suites,
    "</testsuites>",
    "",
  ].join("\n");
}

function suite({ section, operation, clauses }: Group, report: Report): string {
  const { started, target } = report;
  const ms = clauses.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  const properties = Object.entries({ target: target.url, profile: target.profile, run: target.run }).map(
    ([name, value]) => `      <property name="${name}" value="${escaped(value)}"/>`,
  );
  const name = operation === "*" ? section : `${section}: ${operation}`;
  return [
    `  <testsuite name="${escaped(name)}" ${attributes(counts(clauses, report))} time="${seconds(ms)}" timestamp="${escaped(started.slice(0, 19))}">`,
    "    <properties>",
    ...properties,
    "    </properties>",
    ...clauses.map((clause) => testCase(name, clause, report)),
    "  </testsuite>",
  ].join("\n");
}

function testCase(suiteName: string, clause: ClauseResult, report: Report): string {
  // Readers split a class name at its dots.
  const className = `spi-contract.${suiteName.replaceAll(".", "")}`;
  const open = `    <testcase classname="${escaped(className)}" name="${escaped(`${clause.id}: ${clause.title}`)}" time="${seconds(clause.duration_ms)}"`;
  const inside = outcome(clause, report);
  return inside.length === 0 ? `${open}/>` : [`${open}>`, ...inside, "    </testcase>"].join("\n");
}

function outcome(clause: ClauseResult, { causes, strict }: Report): string[] {
  const { verdict, reason, by, drift } = clause;
  const said = reason ?? "";
  if (drift && !drift.stale) {
    const note = `known drift: ${drift.reason} (${drift.owner}, until ${drift.expires})`;
    return [`      <system-out>${escaped(`${note}\n${said}`)}</system-out>`];
  }
  if (verdict === "conforms") return [];
  const told = by.length > 0 ? `${said} (by ${by.join(", ")})` : said;
  if (verdict === "skipped") return [`      <skipped message="${escaped(told)}"/>`];
  const cause = causes.find(({ clauses }) => clauses.includes(clause.id));
  const isFirst = cause === undefined || cause.clauses[0] === clause.id;
  const message = escaped(isFirst ? told : `the same as ${cause.clauses[0]!}: ${cause.summary}`);
  const details = isFirst ? escaped(detailsOf(clause, cause)) : "";
  switch (verdict) {
    case "fails":
      return [`      <failure type="fails" message="${message}">${details}</failure>`];
    case "error":
      return [`      <error type="error" message="${message}">${details}</error>`];
    case "finding":
      if (strict) return [`      <failure type="finding" message="${message}">${details}</failure>`];
      return [
        `      <properties><property name="finding" value="${message}"/></properties>`,
        `      <system-out>${message}\n${details}</system-out>`,
      ];
  }
}

function detailsOf(clause: ClauseResult, cause: Cause | undefined): string {
  const exchange = failedExchange(clause);
  return [
    ...(cause && cause.clauses.length > 1 ? [`found by ${cause.clauses.length} clauses`] : []),
    ...(cause ? [cause.example.request, cause.example.curl].filter((line) => line !== "") : []),
    ...(exchange ? [`${exchange.status ?? "no answer"} ${exchange.responseBody ?? ""}`] : []),
    ...(clause.script === undefined ? [] : ["", clause.script]),
  ].join("\n");
}

interface Counts {
  tests: number;
  failures: number;
  errors: number;
  skipped: number;
}

function counts(clauses: readonly ClauseResult[], { strict }: Report): Counts {
  const counted = clauses.filter(({ drift }) => !drift || drift.stale);
  const of = (verdict: string): number => counted.filter((clause) => clause.verdict === verdict).length;
  const failures = of("fails") + (strict ? of("finding") : 0);
  return { tests: clauses.length, failures, errors: of("error"), skipped: of("skipped") };
}

const attributes = (numbers: Counts): string =>
  Object.entries(numbers)
    .map(([name, value]) => `${name}="${value}"`)
    .join(" ");

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
