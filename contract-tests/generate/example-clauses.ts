import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { groundsOfTaking } from "../judge/grounds.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { suiteFactsOf } from "./operation-facts.js";
import { leavesOf, needsOf } from "./right-request.js";

/** One clause for each example of a request in the spec: it is accepted, with this run's names. */
export function exampleClauses(spec: ContractSpec): Clause[] {
  return spec.operations.flatMap((operation) => {
    const { operationId } = operation;
    const { body } = spec.reader.operation(operationId);
    return (body?.examples ?? []).flatMap(({ name, value }) => {
      const { example } = suiteFactsOf(operationId);
      if (!example || example.except?.includes(name)) return [];
      return {
        id: `example.${operationId}.${name}`,
        title: `${operationId} accepts the example "${name}" of the spec`,
        provenance: groundsOfTaking(spec, operationId),
        operation: operationId,
        answer: example.status,
        needs: [...new Set([...needsOf(operation), ...example.needs])],
        leaves: leavesOf(operation),
        async run(t) {
          const { path, body } = await example.adapt(t, value as Record<string, unknown>);
          judgeAnswer(t.spec, operationId, example.status, await t.call(operationId, { path, body }));
        },
      } satisfies Clause;
    });
  });
}
