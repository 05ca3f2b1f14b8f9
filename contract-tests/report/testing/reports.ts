import type { ExchangeRecord } from "../../target/answer.js";
import type { ClauseResult } from "../../judge/clause-result.js";
import { causesOf } from "../causes.js";
import type { Report } from "../report.js";

/** An exchange as a run records it. */
export function exchange(more: Partial<ExchangeRecord> = {}): ExchangeRecord {
  return {
    operation: "getProduct",
    method: "GET",
    url: "http://target/products/3c1de0a4-6d2f-4f0b-9a52-1b7c06f0e6d1",
    requestHeaders: { authorization: "OAuth ..." },
    requestBody: null,
    status: 200,
    responseHeaders: { "content-type": "application/json" },
    responseBody: "{}",
    durationMs: 1,
    ...more,
  };
}

/** A clause that conforms, unless told otherwise. */
export function clause(id: string, more: Partial<ClauseResult> = {}): ClauseResult {
  return {
    id,
    title: `${id} holds`,
    provenance: ["D 250-258"],
    statements: [],
    operation: "getProduct",
    answer: "200",
    verdict: "conforms",
    reason: null,
    by: [],
    duration_ms: 1,
    exchanges: [exchange()],
    ...more,
  };
}

/** A report of these clauses. */
export function reportOf(clauses: ClauseResult[], more: Partial<Report> = {}): Report {
  const count = (verdict: string): number =>
    clauses.filter((one) => one.verdict === verdict && (!one.drift || one.drift.stale)).length;
  return {
    format: 1,
    started: "2026-11-26T06:49:16.000Z",
    duration_ms: 1234,
    target: {
      url: "http://target",
      profile: "full",
      capabilities: [],
      lacks: {},
      run: "spi-run-20261126-4f9a2c1b",
    },
    summary: {
      conforms: count("conforms"),
      fails: count("fails"),
      findings: count("finding"),
      skipped: count("skipped"),
      errors: count("error"),
      known_drift: 0,
      stale_drift: 0,
      leaked: 0,
    },
    causes: causesOf(clauses),
    assumptions: [],
    clauses,
    coverage: [],
    statements: [],
    stale: [],
    leaked: [],
    stays: [],
    interrupted: false,
    ...more,
  };
}
