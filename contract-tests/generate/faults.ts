import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "../clauses/clause.js";
import { withFault } from "../clauses/support/faults.js";
import { actorOf, rawRequest, rightRequest } from "./right-request.js";

/** Requests of a clause that a fault is meant for carry it; others' do not. */
const HEADER = "x-contract-fault";

/**
 * Has the emulator answer one right request of an operation with a status that no request can bring about, and takes the
 * fault away again.
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
