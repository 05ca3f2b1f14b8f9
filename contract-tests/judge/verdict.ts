import type { Clause } from "../clauses/clause.js";
import type { ExchangeRecord } from "../target/answer.js";
import { TransportError } from "../target/transport.js";
import { allOf, type Grounds, groundsOfCall, groundsOfOperation, isAssumption, openIn } from "./grounds.js";
import { GatewayPage, Mismatch, ServerFailure, Skip } from "./mismatch.js";
import { SetUpMismatch } from "./set-up-mismatch.js";
import { Unreached } from "./unreached.js";

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
  /** The status of a web page that came where the target's own answer should be, because of which it is skipped. */
  page?: number;
}

/** The default grounds of a clause's assertions: its statements and the grounds of its operation. */
export const groundsOf = ({ provenance, operation }: Pick<Clause, "provenance" | "operation">): Grounds =>
  allOf(provenance, groundsOfOperation(operation));

/**
 * Judges by what a clause threw. Documented grounds make a failure, an assumption among them makes a finding (contract.md §11).
 * A server error, no answer and a broken HTTP message need no grounds: they fail. A request that could not be sent is an error,
 * because it says nothing about the operation.
 * @param last the last exchange of the clause
 */
export function judge(
  clause: Pick<Clause, "provenance" | "operation">,
  error: unknown,
  last?: ExchangeRecord,
): Judgement {
  if (error instanceof Skip) {
    const page = error instanceof GatewayPage ? { page: error.status } : {};
    return { verdict: "skipped", reason: error.message, by: [], ...page };
  }
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
    const isLoose = error.exchange === undefined || error instanceof SetUpMismatch;
    const met = isLoose ? groundsMet(clause, error.exchange ?? last) : [];
    const grounds = allOf(error.grounds ?? groundsOf(clause), error.also, met);
    const open = openIn(grounds);
    const at = error.exchange ? { exchange: error.exchange } : {};
    const failure = error instanceof Unreached ? { failure: error.failure } : {};
    if (open.length === 0) return { verdict: "fails", reason: error.message, by: grounds, ...at, ...failure };
    const named = open.some(isAssumption)
      ? `assumption ${open.join(" or ")} refuted`
      : `contradiction ${open.join(" or ")} settled otherwise`;
    return { verdict: "finding", reason: `${named}: ${error.message}`, by: open, ...at, ...failure };
  }
  const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { verdict: "error", reason: `an error of the suite: ${told}`, by: [] };
}

export const CONFORMS: Judgement = { verdict: "conforms", reason: null, by: [] };

/** What an assertion rests on besides its own grounds, by the last exchange before it. */
function groundsMet({ operation }: Pick<Clause, "operation">, last: ExchangeRecord | undefined): Grounds {
  if (last === undefined || last.status === null) return [];
  // That the target has the operation and takes the request, unless credentials are refused.
  if (last.status >= 400) return [401, 403].includes(last.status) ? [] : groundsOfCall(last);
  if (last.operation === null) return [];
  // What one API triggered, the other one need not show.
  const isSeenByOther = last.method === "GET" && isLegacy(operation) !== isLegacy(last.operation);
  return isSeenByOther && /^(legacyL|l)istTest(Events|Results)/.test(last.operation) ? ["A-32"] : [];
}

const isLegacy = (operation: string): boolean => operation.startsWith("legacy");
