import { isObject } from "../../src/schema/json-type.js";
import type { Grounds } from "../judge/grounds.js";
import { Mismatch } from "../judge/mismatch.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { Found } from "./difference.js";

/**
 * That an opportunity stays with the agent that has picked it is assumed. A difference rests on that if an opportunity was
 * given out twice, if a result of a picked one is refused (409), or if a log does not show a pick.
 */
export function groundsOfHolding({ error, kind }: Found, exchanges: readonly ExchangeRecord[]): Grounds {
  if (!(error instanceof Mismatch) || error.exchange === undefined) return [];
  const picked = exchanges.filter(isPick).map(idIn);
  if (picked.length === 0) return [];
  const { operation, status } = error.exchange;
  const isTaken =
    operation === "pickTestOpportunity"
      ? new Set(picked).size < picked.length
      : operation === "postTestResult"
        ? status === 409
        : / items event_logs\.events$/.test(kind);
  return isTaken ? ["A-16"] : [];
}

const isPick = ({ operation, status }: ExchangeRecord): boolean =>
  operation === "pickTestOpportunity" && status === 200;

/** The id of the opportunity in the answer to a pick. */
function idIn({ responseBody }: ExchangeRecord): unknown {
  try {
    const body: unknown = JSON.parse(responseBody ?? "");
    return isObject(body) ? body["test_opportunity_id"] : undefined;
  } catch {
    // A long body is recorded in part.
    return /"test_opportunity_id":\s*"([^"]*)"/.exec(responseBody ?? "")?.[1];
  }
}
