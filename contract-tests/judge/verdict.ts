import type { Clause } from "../clauses/clause.js";
import type { ExchangeRecord } from "../target/answer.js";
import { TransportError } from "../target/transport.js";
import { allOf, type Grounds, groundsOfOperation, isAssumption, openIn } from "./grounds.js";
import { Mismatch, ServerFailure, Skip } from "./mismatch.js";

/** The verdict of a clause. */
export type Verdict = "conforms" | "fails" | "finding" | "skipped" | "error";

/** A verdict and its reason. */
export interface Judgement {
  verdict: Verdict;
  /** The explanation; null if it conforms. */
  reason: string | null;
  /** The grounds of a failure; for a finding the assumptions among them. */
  by: Grounds;
  /** The exchange with the wrong answer, if known. */
  exchange?: ExchangeRecord;
  /** The failure of an operation as a whole, the same text for all clauses that meet it. */
  failure?: string;
}

/** The default grounds of a clause's assertions: its statements and the grounds of its operation. */
export const groundsOf = ({ provenance, operation }: Pick<Clause, "provenance" | "operation">): Grounds =>
  allOf(provenance, groundsOfOperation(operation));

/**
 * Judges by what a clause threw. Documented grounds make a failure, an assumption among them makes a finding (contract.md §11).
 * A server error, no answer and a broken HTTP message need no grounds: they fail. A request that could not be sent is an error,
 * because it says nothing about the operation.
 */
export function judge(clause: Pick<Clause, "provenance" | "operation">, error: unknown): Judgement {
  if (error instanceof Skip) return { verdict: "skipped", reason: error.message, by: [] };
  if (error instanceof ServerFailure)
    return {
      ...{ verdict: "fails", reason: error.message, by: [], failure: error.failure },
      ...(error.exchange ? { exchange: error.exchange } : {}),
    };
  if (error instanceof TransportError && error.stage !== "sent") {
    const how = error.stage === "connecting" ? "the connection fails" : "a reused connection ended";
    return { verdict: "error", reason: `${how}: ${error.message} (${error.code})`, by: [] };
  }
  if (error instanceof TransportError) {
    const failure = `${error.operation ?? clause.operation} gives no answer (${error.code})`;
    return {
      verdict: "fails",
      reason: `expected an answer; got none: ${error.message}`,
      by: [],
      failure,
    };
  }
  if (error instanceof Mismatch) {
    const grounds = allOf(error.grounds ?? groundsOf(clause), error.also);
    const open = openIn(grounds);
    const at = error.exchange ? { exchange: error.exchange } : {};
    if (open.length === 0) return { verdict: "fails", reason: error.message, by: grounds, ...at };
    const named = open.some(isAssumption)
      ? `assumption ${open.join(" or ")} refuted`
      : `contradiction ${open.join(" or ")} settled otherwise`;
    return { verdict: "finding", reason: `${named}: ${error.message}`, by: open, ...at };
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { verdict: "error", reason: `an error of the suite: ${told}`, by: [] };
}

export const CONFORMS: Judgement = { verdict: "conforms", reason: null, by: [] };
