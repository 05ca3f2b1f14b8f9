import type { ContractSpec } from "../run/contract-spec.js";
import { bodyRules } from "./body-rules.js";
import { parameterRules } from "./parameter-rules.js";
import type { RequestRule } from "./rule.js";
import { wireRules } from "./wire-rules.js";

export type { RequestRule, RuleKind } from "./rule.js";

/**
 * Every way in which the spec lets a request be wrong, operation by operation. Authentication is not among them: see
 * `auth.ts`.
 */
export function requestRules(spec: ContractSpec): RequestRule[] {
  return spec.operations.flatMap((operation) => [
    ...parameterRules(spec, operation),
    ...bodyRules(spec, operation),
    ...wireRules(spec, operation),
  ]);
}
