import type { ClauseResult } from "../contract-tests/judge/clause-result.js";
import { applyDrift, type KnownDrift } from "../contract-tests/judge/known-drift.js";
import { assumptionAnswers } from "../contract-tests/report/assumption-answers.js";
import { causesOf } from "../contract-tests/report/causes.js";
import type { Report } from "../contract-tests/report/report.js";
import { summaryOf } from "../contract-tests/report/summary.js";
import { contractSpec } from "../contract-tests/run/contract-spec.js";
import type { Coverage } from "../contract-tests/run/coverage.js";
import type { TrafficJudge } from "./judge/traffic-judge.js";

/** What a report says beside the verdicts. */
export interface ReportFacts {
  /** Milliseconds since 1970. */
  began: number;
  ended: number;
  strict: boolean;
  drift: readonly KnownDrift[];
  /** The name of the run. */
  run: string;
}

/** What was found in traffic, in the form of the suite's reports. */
export function trafficReport(
  judge: TrafficJudge,
  { began, ended, strict, drift, run }: ReportFacts,
): Report {
  const results = judge.results();
  const stale = applyDrift(results, drift);
  const causes = causesOf(results);
  return {
    format: 1,
    started: new Date(began).toISOString(),
    duration_ms: ended - began,
    target: { url: judge.target, profile: "read-only", capabilities: [], lacks: {}, run },
    ...(strict ? { strict: true as const } : {}),
    traffic: judge.counts,
    ...{ causes, assumptions: assumptionAnswers(results, causes) },
    summary: summaryOf(results, stale.length, 0),
    clauses: results,
    coverage: coverageIn(judge.seen, results),
    ...{ statements: [], stale, leaked: [], stays: [], interrupted: false },
  };
}

/** The declared answers that the traffic had. */
function coverageIn(seen: ReadonlyMap<string, number>, results: readonly ClauseResult[]): Coverage {
  return contractSpec.operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses).map((status) => {
      const isSeen = seen.has(`${operationId} ${status}`);
      const rules = results.filter(({ operation, answer }) => operation === operationId && answer === status);
      return {
        ...{ operation: operationId, status },
        clauses: isSeen ? rules.map(({ id }) => id) : [],
        why: isSeen ? null : ("not in the traffic" as const),
        reason: isSeen ? null : "the traffic has no such answer",
      };
    }),
  );
}
