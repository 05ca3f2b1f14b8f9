import type { Operation } from "../../src/spec/operation-table.js";
import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { allOf, groundsOfOperation } from "../judge/grounds.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { type Bound, boundsOf } from "./bounds.js";
import { suiteFactsOf } from "./operation-facts.js";
import { leavesOf, needsOf, rawRequest, requestOf } from "./right-request.js";
import { solidForm } from "./samples.js";

/** One clause for each bound of a field: the last valid value is accepted. */
export function edgeClauses(spec: ContractSpec): Clause[] {
  return spec.operations
    .filter(({ operationId }) => suiteFactsOf(operationId).atBounds !== null)
    .flatMap((operation) => {
      const body = spec.reader.operation(operation.operationId).body!.schema;
      const form = body.forms[0] ?? body;
      return form.propertyNames.flatMap((field) => {
        const bounds = boundsOf(solidForm(form.property(field)!));
        return bounds.flatMap((bound) => (bound.touch ? [edgeClause(operation, field, bound)] : []));
      });
    });
}

function edgeClause(operation: Operation, field: string, bound: Bound): Clause {
  const { operationId } = operation;
  return {
    id: `request.${operationId}.accepts.${field}.${bound.keyword}`,
    title: `${operationId}: ${field} just not ${bound.words} is accepted`,
    provenance: bound.provenance,
    operation: operationId,
    answer: "201",
    needs: [...new Set([...needsOf(operation), "create-products" as const])],
    leaves: leavesOf(operation),
    async run(t) {
      const { path, body } = await suiteFactsOf(operationId).atBounds!(t);
      const fields = body as Record<string, unknown>;
      for (const value of bound.touch!(fields[field])) {
        const touching = requestOf(operation, path, { ...fields, [field]: value });
        const answer = await t.send(rawRequest(operation, touching));
        judgeAnswer(
          t.spec,
          operationId,
          "201",
          answer,
          allOf(bound.provenance, groundsOfOperation(operationId)),
        );
      }
    },
  };
}
