import type { ClauseResult, Summary } from "./report.js";

/** The number of results by verdict. */
export function summaryOf(results: readonly ClauseResult[], stale: number, leaked: number): Summary {
  const count = (verdict: string): number =>
    results.filter((result) => result.verdict === verdict && (!result.drift || result.drift.stale)).length;
  return {
    conforms: count("conforms"),
    fails: count("fails"),
    findings: count("finding"),
    skipped: results.filter(({ verdict }) => verdict === "skipped").length,
    errors: count("error"),
    known_drift: results.filter(({ drift }) => drift && !drift.stale).length,
    stale_drift: stale,
    leaked,
  };
}
