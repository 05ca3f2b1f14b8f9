import type { Clause } from "../clauses/clause.js";
import { Mismatch, Skip } from "./mismatch.js";
import { isAssumed } from "./grounds.js";
import { TransportError } from "../target/transport.js";

/** What a clause's run came to. */
export type Verdict = "conforms" | "fails" | "finding" | "skipped" | "error";

/** A verdict and why. */
export interface Judgement {
  verdict: Verdict;
  /** In plain words; null where it conforms. */
  reason: string | null;
  /** Which statements say so, where it does not conform. */
  by: readonly string[];
}

/** Judges by what a clause threw. Only where assumptions alone are broken it is a finding. */
export function judge(clause: Pick<Clause, "provenance">, error: unknown): Judgement {
  if (error instanceof Skip) return { verdict: "skipped", reason: error.message, by: [] };
  if (error instanceof Mismatch) {
    const by = error.by ?? clause.provenance;
    return isAssumed(by)
      ? { verdict: "finding", reason: `assumption ${by.join(", ")} refuted: ${error.message}`, by }
      : { verdict: "fails", reason: error.message, by };
  }
  if (error instanceof TransportError)
    return {
      verdict: "fails",
      reason: `expected an answer; got none: ${error.message}`,
      by: clause.provenance,
    };
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { verdict: "error", reason: `an error of the suite's own: ${told}`, by: [] };
}

export const CONFORMS: Judgement = { verdict: "conforms", reason: null, by: [] };
