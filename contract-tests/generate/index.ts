import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { answerClauses } from "./answer-clauses.js";
import { authClauses } from "./auth-clauses.js";
import { edgeClauses } from "./edge-clauses.js";
import { exampleClauses } from "./example-clauses.js";
import { headClauses } from "./head-clauses.js";
import { idCaseClauses } from "./id-case-clauses.js";
import { requestClauses } from "./request-clauses.js";

/** All clauses that follow only from the spec. */
export function generatedClauses(spec: ContractSpec): Clause[] {
  return [
    ...answerClauses(spec),
    ...exampleClauses(spec),
    ...requestClauses(spec),
    ...edgeClauses(spec),
    ...headClauses(spec),
    ...idCaseClauses(spec),
    ...authClauses(spec),
  ];
}
