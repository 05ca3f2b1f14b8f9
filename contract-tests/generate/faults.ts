import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "../clauses/clause.js";
import { withFault } from "../clauses/support/faults.js";
import { actorOf, rawRequest, rightRequest } from "./right-request.js";

/** The header that marks the requests of a clause that the fault is for. */
const HEADER = "x-contract-fault";

/**
 * Makes the emulator answer one correct request of an operation with a status that no request can cause, and removes the
 * fault afterwards.
 */
export async function faultAnswer(t: ClauseContext, operationId: string, status: number): Promise<Answer> {
  const operation = t.spec.operation(operationId);
  const right = rawRequest(operation, await rightRequest(t, operationId));
  const mark = t.uuid();
  const fault = {
    name: `contract suite, ${t.run}`,
    match: { operation: operationId, header: { name: HEADER, value: mark } },
    effect: { status },
    times: 1,
  };
  const headers = { ...right.headers, [HEADER]: mark };
  return withFault(t, fault, () => t.send({ ...right, headers, retry: false }, actorOf(operation)));
}
