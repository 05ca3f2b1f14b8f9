import type { ContractSpec } from "../run/contract-spec.js";
import { bodyRules } from "./body-rules.js";
import { parameterRules } from "./parameter-rules.js";
import type { RequestRule } from "./rule.js";
import { wireRules } from "./wire-rules.js";

export type { RequestRule, RuleKind } from "./rule.js";

/**
 * All ways in which a request can be wrong by the spec, by operation, except authentication: see `auth-clauses.ts`.
 */
export function requestRules(spec: ContractSpec): readonly RequestRule[] {
  const rules = found.get(spec) ?? allRules(spec);
  found.set(spec, rules);
  return rules;
}

/** The rules of each spec: the clauses of every operation and status ask for them. */
const found = new WeakMap<ContractSpec, readonly RequestRule[]>();

function allRules(spec: ContractSpec): readonly RequestRule[] {
  return spec.operations.flatMap((operation) => [
    ...parameterRules(spec, operation),
    ...bodyRules(spec, operation),
    ...wireRules(spec, operation),
  ]);
}
