import type { ExchangeRecord } from "../target/answer.js";
import type { Verdict } from "./verdict.js";

/** The result of one clause. */
export interface ClauseResult {
  id: string;
  title: string;
  provenance: readonly string[];
  statements: readonly string[];
  operation: string;
  answer: string | null;
  verdict: Verdict;
  /** The explanation; null if it conforms. */
  reason: string | null;
  /** The grounds of a failure, or the refuted assumptions of a finding. */
  by: readonly string[];
  /** The failure of an operation as a whole, the same text for all clauses that meet it. */
  failure?: string;
  /** The status of a web page that came where the target's own answer should be, because of which it is skipped. */
  page?: number;
  /** Its answers depend on other activity in the target. */
  varies?: true;
  duration_ms: number;
  exchanges: ExchangeRecord[];
  /** Index of the exchange with the wrong answer, if known. */
  failed_exchange?: number;
  /** Shell script that repeats a sequence of requests (`--explore`). */
  script?: string;
  /** Recorded drift that covers it, or that is stale. */
  drift?: { reason: string; owner: string; expires: string; stale: boolean };
}
