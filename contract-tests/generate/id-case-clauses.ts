import { factsOf } from "../../src/spec/operation-facts.js";
import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "../run/contract-spec.js";
import { answerInWords } from "../judge/judge-answer.js";
import { check, Skip } from "../judge/mismatch.js";
import { actorOf, leavesOf, needsOf, rawRequest, rightRequest } from "./right-request.js";

/** Ids in a path are accepted in upper case, too. */
export function idCaseClauses(spec: ContractSpec): Clause[] {
  return spec.operations.flatMap((operation) => {
    const { operationId, parameters, path } = operation;
    const ids = parameters.filter(({ in: place, isId }) => place === "path" && isId);
    if (ids.length === 0) return [];
    return {
      id: `request.${operationId}.path.upper-case`,
      title: `${operationId}: ${ids.map(({ name }) => name).join(" and ")} in upper case finds the same`,
      provenance: ["A-27"],
      statements: ["2.ids"],
      operation: operationId,
      answer: null,
      needs: needsOf(operation),
      leaves: leavesOf(operation),
      async run(t) {
        const right = await rightRequest(t, operationId);
        const upper = Object.fromEntries(ids.map(({ name }) => [name, right.path[name]!.toUpperCase()]));
        const sent = rawRequest(operation, { ...right, path: { ...right.path, ...upper } });
        // A product without Test Specs answers 404 to every trigger.
        if (factsOf(operationId)?.thing === "opportunities" && right.path["product_id"] !== undefined)
          await t.make.testSpec(right.path["product_id"]);
        const answer = await t.send(sent, actorOf(operation));
        if (
          answer.status === 404 &&
          (await t.send(rawRequest(operation, right), actorOf(operation))).status === 404
        )
          throw new Skip("the request is answered 404 in lower case, too");
        check(![400, 404].includes(answer.status), `${path} to be found`, answerInWords(answer));
      },
    } satisfies Clause;
  });
}
