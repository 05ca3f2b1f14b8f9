import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { answerInWords } from "../judge/judge-answer.js";
import { check } from "../judge/mismatch.js";
import { needsOf, rawRequest, rightRequest } from "./right-request.js";

/** HEAD answers like GET, without a body. */
export function headClauses(spec: ContractSpec): Clause[] {
  return spec.operations
    .filter(({ method }) => method === "get")
    .map((operation) => ({
      id: `request.${operation.operationId}.head`,
      title: `HEAD ${operation.path} answers like GET, without a body`,
      provenance: ["A-25"],
      operation: operation.operationId,
      answer: "200",
      needs: needsOf(operation),
      leaves: "nothing" as const,
      async run(t) {
        const right = rawRequest(operation, await rightRequest(t, operation.operationId));
        const answer = await t.send({ ...right, method: "HEAD" });
        check(answer.status === 200, "status 200", answerInWords(answer));
        check(answer.text === "", "no body", answer.text);
        const type = answer.contentType;
        check(type === "application/json", "content type application/json", type || "none");
      },
    }));
}
