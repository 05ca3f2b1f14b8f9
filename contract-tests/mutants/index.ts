import type { ContractSpec } from "../run/contract-spec.js";
import { answerMutants } from "./generated/answer-mutants.js";
import { authMutants } from "./generated/auth-mutants.js";
import { requestMutants } from "./generated/request-mutants.js";
import { writtenFlaws } from "../clauses/flaws.js";
import type { Mutant } from "./mutant.js";

/** All mutants, generated from the spec or hand-written. Ids are unique. */
export function allMutants(spec: ContractSpec): Mutant[] {
  return [...writtenFlaws, ...requestMutants(spec), ...authMutants(spec), ...answerMutants(spec)];
}
