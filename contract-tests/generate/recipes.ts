import type { Operation } from "../../src/spec/operation-table.js";
import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "../clauses/clause.js";
import { WALK } from "../clauses/support/define.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { faultAnswer } from "./faults.js";
import { allOf, groundsOfCode, groundsOfOperation, openIn } from "../judge/grounds.js";
import { suiteFactsOf } from "./operation-facts.js";
import { refusalOf, unsigned } from "./refusal.js";
import { actorOf, rawRequest, rightRequest } from "./right-request.js";
import { requestRules } from "./rules.js";
import type { Recipe } from "./suite-facts.js";

/** Statuses that only a fault can cause. */
const BY_FAULT = ["429", "500", "503"];

/** The recipe for a declared answer; null if none is known. */
export function recipeFor(spec: ContractSpec, operation: Operation, status: string): Recipe | null {
  const { operationId } = operation;
  const { needs, full, answers } = suiteFactsOf(operationId);
  const own = answers?.[status];
  if (own) return { needs: [...new Set([...needs, ...own.needs])], reach: own.reach };
  if (BY_FAULT.includes(status)) {
    return { needs: [...needs, "control-plane"], reach: (t) => faultAnswer(t, operationId, Number(status)) };
  }
  if (status.startsWith("2"))
    return { needs, reach: (t) => (full && canWalk(t) ? full(t) : sendRight(t, operation)) };
  if (status === "401") return { needs, reach: (t) => unsigned(t, operation) };
  if (status === "404") {
    const { provenance } = spec.reader.answer(operationId, status)!;
    const grounds = allOf(provenance, operation.path.startsWith("/orgs/") ? ["A-22"] : []);
    return { needs, grounds, reach: (t) => sendUnknown(t, operation) };
  }
  const rules = requestRules(spec).filter(
    (one) => one.operation === operationId && one.expected === status && one.kind !== "method",
  );
  // What the documents refuse, rather than what is assumed to be refused.
  const rule = rules.find(({ provenance }) => openIn(provenance).length === 0) ?? rules[0];
  if (rule === undefined) return null;
  const grounds = allOf(
    rule.provenance,
    groundsOfCode(Number(status), operationId),
    groundsOfOperation(operationId),
  );
  return { needs, grounds, reach: (t) => refusalOf(t, rule) };
}

const canWalk = ({ target: { capabilities } }: ClauseContext): boolean =>
  WALK.every((need) => capabilities.has(need));

async function sendRight(t: ClauseContext, operation: Operation): Promise<Answer> {
  return t.send(rawRequest(operation, await rightRequest(t, operation.operationId)), actorOf(operation));
}

/** The same request about an unknown object. */
async function sendUnknown(t: ClauseContext, operation: Operation): Promise<Answer> {
  const right = await rightRequest(t, operation.operationId);
  const last = Object.keys(right.path).at(-1)!;
  const unknown = last === "org_id" ? t.name("no-org") : t.uuid();
  const request = { ...right, path: { ...right.path, [last]: unknown } };
  return t.send(rawRequest(operation, request), actorOf(operation));
}
