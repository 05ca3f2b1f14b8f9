import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { recipeFor } from "./recipes.js";
import { leavesOf } from "./right-request.js";

/** One clause for each operation and declared status with a recipe: the answer conforms to the spec. */
export function answerClauses(spec: ContractSpec): Clause[] {
  return spec.operations.flatMap((operation) =>
    Object.keys(operation.responses).flatMap((status) => {
      const { operationId } = operation;
      const recipe = recipeFor(spec, operation, status);
      if (!recipe) return [];
      const declared = spec.reader.answer(operationId, status)!;
      return {
        id: `answer.${operationId}.${status}`,
        title: `${operationId} answers ${status} as declared: ${declared.description.trim()}`,
        provenance: declared.provenance,
        operation: operationId,
        answer: status,
        needs: recipe.needs,
        leaves: leavesOf(operation),
        run: async (t) => judgeAnswer(t.spec, operationId, status, await recipe.reach(t), recipe.grounds),
      } satisfies Clause;
    }),
  );
}
