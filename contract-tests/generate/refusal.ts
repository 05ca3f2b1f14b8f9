import type { Operation } from "../../src/spec/operation-table.js";
import type { ClauseContext } from "../clauses/clause.js";
import { sentOnce } from "../run/once-per-run.js";
import type { Answer } from "../target/answer.js";
import { actorOf, rawRequest, rightRequest } from "./right-request.js";
import type { RequestRule } from "./rule.js";

/** The answer to a request that breaks this rule only; clauses about the rule and about the status share it. */
export const refusalOf = (t: ClauseContext, rule: RequestRule): Promise<Answer> =>
  sentOnce(t, rule.id, async () => {
    const operation = t.spec.operation(rule.operation);
    const right = await rightRequest(t, rule.operation, rule.form);
    return t.send(rawRequest(operation, rule.break(right)), actorOf(operation));
  });

/** The answer to a right request without a signature; shared in the same way. */
export const unsigned = (t: ClauseContext, operation: Operation): Promise<Answer> =>
  sentOnce(t, `unsigned ${operation.operationId}`, async () =>
    t.send(rawRequest(operation, await rightRequest(t, operation.operationId)), "anonymous"),
  );
