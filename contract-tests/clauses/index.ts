import type { Clause } from "./clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { generatedClauses } from "../generate/index.js";
import { basics } from "./basics.js";
import { byHand } from "./by-hand.js";

/** All clauses of the suite, hand-written and generated from the spec. Ids are unique. */
export function allClauses(spec: ContractSpec): Clause[] {
  const known = new Set(spec.operations.map(({ operationId }) => operationId));
  return [...basics, ...byHand, ...generatedClauses(spec)].filter(
    ({ operation }) => operation === "*" || known.has(operation),
  );
}
