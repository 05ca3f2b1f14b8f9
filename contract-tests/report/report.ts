import type { Capability } from "../target/capability.js";
import type { Coverage, StatementCoverage } from "../run/coverage.js";
import type { ClauseResult } from "../judge/clause-result.js";
import type { Kind } from "../cleanup/ledger.js";

export type { ClauseResult } from "../judge/clause-result.js";
export type { Verdict } from "../judge/verdict.js";

/** Something of a run's that is still there. */
export interface LeftOver {
  kind: Kind;
  id: string;
  name: string | null;
  product: string | null;
  why: string;
}

/** How many clauses came to what; `fails` without those that known drift covers. */
export interface Summary {
  conforms: number;
  fails: number;
  findings: number;
  skipped: number;
  errors: number;
  known_drift: number;
  stale_drift: number;
  leaked: number;
}

/** All that a run found. Everything in it is free of secrets. */
export interface Report {
  format: 1;
  started: string;
  duration_ms: number;
  target: {
    url: string;
    profile: "full" | "read-only";
    capabilities: Capability[];
    lacks: Partial<Record<Capability, string>>;
    run: string;
  };
  /** Refuted assumptions count as failures (`--strict`). */
  strict?: true;
  summary: Summary;
  clauses: ClauseResult[];
  /** Every operation with every status that it declares: reached by which clauses, or why not. */
  coverage: Coverage;
  /** The contract's statements, each with the clauses that check it. */
  statements: StatementCoverage[];
  /** Drift that is expired or no longer there. */
  stale: { clause: string; why: string }[];
  /** Could not be deleted, though it should have been. */
  leaked: LeftOver[];
  /** No operation can delete it. */
  stays: LeftOver[];
  interrupted: boolean;
}
