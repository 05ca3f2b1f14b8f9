import type { ExchangeRecord } from "../target/answer.js";
import type { Verdict } from "./verdict.js";

/** What one clause came to. */
export interface ClauseResult {
  id: string;
  title: string;
  provenance: readonly string[];
  statements: readonly string[];
  operation: string;
  answer: string | null;
  verdict: Verdict;
  /** In plain words; null where it conforms. */
  reason: string | null;
  /** The grounds, where it fails; the assumptions among them, where it refutes them. */
  by: readonly string[];
  /** Where the operation fails whatever is asked of it: what it does, the same for all clauses that meet it. */
  failure?: string;
  /** What it was answered depends on what else went on. */
  varies?: true;
  duration_ms: number;
  exchanges: ExchangeRecord[];
  /** Index among the exchanges of the one whose answer is not as it should be, where that is known. */
  failed_exchange?: number;
  /** Recorded drift that covers it, or that covers it no longer. */
  drift?: { reason: string; owner: string; expires: string; stale: boolean };
}
