import { withoutNames } from "../judge/same-cause.js";
import type { ExchangeRecord } from "../target/answer.js";
import { curlLine, requestLine } from "../target/command-line.js";
import type { ClauseResult } from "../judge/clause-result.js";

/** One difference of a target, found by one clause or by many. */
export interface Cause {
  kind: "failure" | "finding" | "error";
  /** The operation whose answer differs; `*` if it is about all. */
  operation: string;
  /** The refuted assumption, or those of which one is refuted; empty for failures and errors. */
  assumptions: readonly string[];
  /** The difference in one line, without ids. */
  summary: string;
  /** Ids of the clauses that found it; the first is the example. */
  clauses: string[];
  example: Example;
}

/** A clause with the exchange that shows a difference. */
export interface Example {
  clause: string;
  title: string;
  /** What the clause says of it. */
  reason: string;
  /** Command that sends the request signed; empty if there is no request, or none that `request` can send. */
  request: string;
  curl: string;
}

/**
 * Clauses by what they found: of each kind first what clauses assert, then what set-ups met, the most frequent first.
 * @param target commands, which are signed, go to this URL only: other exchanges have none. Default: all are the target's
 */
export function causesOf(clauses: readonly ClauseResult[], target?: string): Cause[] {
  const found = new Map<string, Cause>();
  const blamed = blame(clauses.filter(isFinding));
  for (const clause of clauses) {
    if (!isProblem(clause)) continue;
    const kind = KINDS[clause.verdict];
    const operation = failedExchange(clause)?.operation ?? clause.operation;
    const assumptions = kind === "finding" ? blamed(clause.by) : [];
    const summary = summaryOf(clause);
    const key = [
      kind,
      assumptions.join(),
      clause.failure ?? `${operation} ${likenessOf(clause, assumptions)}`,
    ];
    const known = found.get(key.join(" "));
    if (known) {
      const hasExchange = known.example.curl === "" && clause.exchanges.length > 0;
      // A clause that only read what another one made has no exchange to show.
      if (hasExchange) known.example = exampleOf(clause, target);
      known.clauses[hasExchange ? "unshift" : "push"](clause.id);
      continue;
    }
    const example = exampleOf(clause, target);
    found.set(key.join(" "), { kind, operation, assumptions, summary, clauses: [clause.id], example });
  }
  const order = Object.values(KINDS);
  return [...found.values()].sort(
    (one, other) =>
      order.indexOf(one.kind) - order.indexOf(other.kind) ||
      Number(isOfSetUp(one)) - Number(isOfSetUp(other)) ||
      other.clauses.length - one.clauses.length,
  );
}

/** Whether it was met in a set-up, where a clause has nothing to say of it. */
const isOfSetUp = ({ example }: Cause): boolean => /, in the set-up\b/.test(example.reason);

const KINDS = { fails: "failure", finding: "finding", error: "error" } as const;

type Problem = ClauseResult & { verdict: keyof typeof KINDS };

/** The difference in one line: what the operation does whatever is asked, otherwise the statement that does not hold. */
export const headingOf = ({ summary, example, operation }: Cause): string =>
  summary.startsWith(operation) ? summary : example.title;

/** Findings about the same assumption, or about the same ones. */
export function byAssumptions(findings: readonly Cause[]): Cause[][] {
  const groups = new Map<string, Cause[]>();
  for (const cause of findings) {
    const key = cause.assumptions.join(" or ");
    groups.set(key, [...(groups.get(key) ?? []), cause]);
  }
  const clauses = (causes: readonly Cause[]): number =>
    causes.reduce((sum, cause) => sum + cause.clauses.length, 0);
  const asserted = (causes: readonly Cause[]): number => clauses(causes.filter((cause) => !isOfSetUp(cause)));
  return [...groups.values()].sort(
    (one, other) => asserted(other) - asserted(one) || clauses(other) - clauses(one),
  );
}

/** Whether a clause found something that known drift does not cover. */
const isProblem = (clause: ClauseResult): clause is Problem =>
  clause.verdict in KINDS && (!clause.drift || clause.drift.stale);
const isFinding = (clause: ClauseResult): boolean => clause.verdict === "finding";

/**
 * If several assumptions may be wrong, the one that other clauses refute alone is blamed; otherwise all of them are named.
 */
function blame(findings: readonly ClauseResult[]): (by: readonly string[]) => readonly string[] {
  const alone = new Map<string, number>();
  for (const { by } of findings) if (by.length === 1) alone.set(by[0]!, (alone.get(by[0]!) ?? 0) + 1);
  return (by) => {
    const known = by.filter((one) => alone.has(one));
    if (known.length === 0) return by;
    return [known.reduce((most, one) => (alone.get(one)! > alone.get(most)! ? one : most))];
  };
}

/** The exchange whose answer is not as it should be; the last one of the operation if that is not known. */
export function failedExchange(clause: ClauseResult): ExchangeRecord | undefined {
  const { exchanges, failed_exchange: index, operation } = clause;
  if (index !== undefined) return exchanges[index];
  return exchanges.findLast((exchange) => exchange.operation === operation) ?? exchanges.at(-1);
}

function exampleOf(clause: ClauseResult, target: string | undefined): Example {
  const failed = failedExchange(clause);
  const exchange = target === undefined || failed?.url.startsWith(`${target}/`) ? failed : undefined;
  return {
    clause: clause.id,
    title: clause.title,
    reason: withoutVerdict(clause.reason ?? ""),
    request: exchange ? requestLine(exchange) : "",
    curl: exchange ? curlLine(exchange) : "",
  };
}

/** A reason without what the report says beside it. */
export const withoutVerdict = (reason: string): string =>
  reason.replace(/^(assumption [^:]* refuted|contradiction [^:]* settled otherwise): /, "");

/** What a mismatch expected and got; null for any other reason. */
export function expectedAndGot(reason: string): { expected: string; got: string } | null {
  const match = /^expected ([\s\S]*?); got ([\s\S]*)$/.exec(withoutVerdict(reason));
  return match ? { expected: match[1]!, got: match[2]! } : null;
}

const MAX_SUMMARY_LENGTH = 160;

function summaryOf(clause: ClauseResult): string {
  const text = clause.failure ?? withoutVerdict(clause.reason ?? "").split("\n")[0]!;
  return text.length > MAX_SUMMARY_LENGTH ? `${text.slice(0, MAX_SUMMARY_LENGTH)}...` : text;
}

/**
 * What two clauses that found the same of an operation have in common: the refuted assumption or the broken statements, and
 * the status that came. How each of them says what it expected does not matter.
 */
function likenessOf(clause: Problem, assumptions: readonly string[]): string {
  const { by, verdict, reason } = clause;
  if (verdict === "error" || by.length === 0) return shapeOf(clause);
  const status = /^(?:status|HTTP) (\d{3})/.exec(expectedAndGot(reason ?? "")?.got ?? "")?.[1] ?? "";
  return `${(assumptions.length > 0 ? assumptions : by).toSorted().join()} ${status}`;
}

/** As {@link likenessOf}, where nothing is known to be broken: what was expected, and the status that came. */
function shapeOf({ reason }: ClauseResult): string {
  const told = expectedAndGot(reason ?? "");
  if (!told) return withoutNames((reason ?? "").split("\n")[0]!);
  const status = /^(?:status|HTTP) (\d{3})/.exec(told.got)?.[1] ?? "";
  const expected = told.expected
    .replace(/ to be [\s\S]*$/, "")
    .replace(/^(status \d{3}).*$/s, "$1")
    .replace(/^(a message that names) .*$/s, "$1");
  return `${/^status \d/.test(expected) ? expected : withoutNames(expected)} ${status}`;
}
