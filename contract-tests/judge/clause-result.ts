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
  /** The statements that say so, where it fails or refutes an assumption. */
  by: readonly string[];
  /** What it was answered depends on what else went on. */
  varies?: true;
  duration_ms: number;
  exchanges: ExchangeRecord[];
  /** Recorded drift that covers it, or that covers it no longer. */
  drift?: { reason: string; owner: string; expires: string; stale: boolean };
}
