import type { Capability } from "../target/capability.js";
import type { AssumptionAnswer } from "./assumption-answers.js";
import type { Cause } from "./causes.js";
import type { Coverage, StatementCoverage } from "../run/coverage.js";
import type { ClauseResult } from "../judge/clause-result.js";
import type { Kind } from "../cleanup/ledger.js";

export type { ClauseResult } from "../judge/clause-result.js";
export type { Verdict } from "../judge/verdict.js";

/** An object of a run that still exists. */
export interface LeftOver {
  kind: Kind;
  id: string;
  name: string | null;
  product: string | null;
  why: string;
}

/** Number of clauses by verdict; `fails` without those covered by known drift. */
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

/** What exploring did. */
export interface ExploreCounts {
  /** Sequences that were sent. */
  sequences: number;
  /** Requests to the target in sequences. */
  requests: number;
  /** Times in which several clients sent requests. */
  windows: number;
  /** Windows of which it is not known whether an order explains the answers. */
  undecided: number;
  /** Differences that did not occur again. */
  unrepeated: number;
}

/** What a replay of recorded traffic, or a shadow beside live traffic, found. */
export interface ReplayFigures {
  exchanges: number;
  /** Those of which something was compared: agreeing and differing. */
  compared: number;
  agreeing: number;
  differing: number;
  /** Those of which nothing could be compared. */
  not_compared: number;
  /** Those for which a shadow had no time. */
  skipped?: number;
  /** Where answers differ, and in how many exchanges. */
  places: { operation: string; status: string; place: string; what: string; exchanges: number }[];
  /** Why something could not be compared, and in how many exchanges. */
  reasons: { rule: string; text: string; times: number }[];
}

/** A run's results, without secrets. */
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
  /** What `--explore` did; left out if clauses were run. */
  explored?: { seed: string; clients: number } & ExploreCounts;
  /** Traffic was judged instead of clauses being run: how much of it, and how many exchanges differ from the contract. */
  traffic?: { exchanges: number; differing: number };
  /** Recorded traffic was replayed and compared: how much of it, and where answers differ. */
  replay?: ReplayFigures;
  summary: Summary;
  /** The clauses that ran were those with such ids (`--filter`). */
  filter?: string;
  /** What differs, each difference once. */
  causes: Cause[];
  assumptions: AssumptionAnswer[];
  clauses: ClauseResult[];
  /** All operations with their declared statuses: the clauses that saw each, or why none did. */
  coverage: Coverage;
  /** The contract's statements, each with the clauses that check it. */
  statements: StatementCoverage[];
  /** Known drift that has expired or no longer occurs. */
  stale: { clause: string; why: string }[];
  /** Objects that should have been deleted but could not be. */
  leaked: LeftOver[];
  /** Objects that no operation can delete. */
  stays: LeftOver[];
  interrupted: boolean;
  /** The run ended after that many failures (`--bail`), without the clauses that were left. */
  bailed?: { failed: number; left_out: number };
  /** Why the target could not be reached any more, after which nothing was judged. */
  gone?: string;
}
