import type { Answer } from "../target/answer.js";
import type { ClauseContext } from "../clauses/clause.js";
import { Skip } from "../judge/mismatch.js";
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
  const fault = await addFault(t, {
    name: `contract suite, ${t.run}`,
    match: { operation: operationId, header: { name: HEADER, value: mark } },
    effect: { status },
    times: 1,
  });
  try {
    const headers = { ...right.headers, [HEADER]: mark };
    return await t.send({ ...right, headers, retry: false }, actorOf(operation));
  } finally {
    await control(t, "DELETE", `/${fault}`);
  }
}

async function addFault(t: ClauseContext, rule: unknown): Promise<string> {
  const answer = await control(t, "POST", "", rule);
  if (answer.status !== 201) {
    throw new Error(`the control plane took no fault: ${answer.status} ${await answer.text()}`);
  }
  const { faults } = (await answer.json()) as { faults: { id: string }[] };
  return faults[0]!.id;
}

async function control(
  { target }: ClauseContext,
  method: string,
  path: string,
  body?: unknown,
): Promise<Response> {
  if (!target.control) throw new Skip("the target has no control plane that the suite may use");
  const { url, token, sandbox } = target.control;
  const query = sandbox === undefined ? "" : `?sandbox=${encodeURIComponent(sandbox)}`;
  return fetch(`${url}/_emulator/faults${path}${query}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
