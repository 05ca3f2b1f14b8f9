import { applyDrift, type KnownDrift } from "../../contract-tests/judge/known-drift.js";
import { causesOf } from "../../contract-tests/report/causes.js";
import type { Report } from "../../contract-tests/report/report.js";
import { summaryOf } from "../../contract-tests/report/summary.js";
import type { LeftHere } from "./made.js";
import { figuresOf, type ReplayTally } from "./tally.js";

/** What a report of a replay says beside its differences. */
export interface ReplayFacts {
  /** Milliseconds since 1970. */
  began: number;
  ended: number;
  /** Where it was replayed. */
  stage: string;
  drift: readonly KnownDrift[];
  /** The name of the run. */
  run: string;
  left: readonly LeftHere[];
  isInterrupted: boolean;
}

/** What a replay found, in the form of the suite's reports. */
export function replayReport(
  tally: ReplayTally,
  { began, ended, stage, drift, run, left, isInterrupted }: ReplayFacts,
): Report {
  const results = tally.results(drift);
  const stale = applyDrift(results, drift);
  return {
    format: 1,
    started: new Date(began).toISOString(),
    duration_ms: ended - began,
    target: { url: stage, profile: "full", capabilities: [], lacks: {}, run },
    replay: figuresOf(tally),
    ...{ causes: causesOf(results, stage), assumptions: [] },
    summary: summaryOf(results, stale.length, left.length),
    clauses: results,
    ...{ coverage: [], statements: [], stale, stays: [], interrupted: isInterrupted },
    leaked: left.map(({ id, why }) => ({ kind: "product", id, name: null, product: null, why })),
  };
}
