import type { Clause } from "../clause.js";
import type { ContractSpec } from "../contract-spec.js";
import { generatedClauses } from "../generate/index.js";
import { basics } from "./basics.js";

/** Every clause of the suite, written by hand or made from the spec. Ids are unique. */
export function allClauses(spec: ContractSpec): Clause[] {
  const known = new Set(spec.operations.map(({ operationId }) => operationId));
  return [...basics, ...generatedClauses(spec)].filter(({ operation }) => operation === "*" || known.has(operation));
}
