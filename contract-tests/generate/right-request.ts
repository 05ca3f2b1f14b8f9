import { factsOf } from "../../src/spec/operation-facts.js";
import type { Operation } from "../../src/spec/operation-table.js";
import type { RawRequest } from "../target/answer.js";
import type { Capability } from "../target/capability.js";
import type { Actor, Clause, ClauseContext } from "../clauses/clause.js";
import { ledgerKind } from "../cleanup/creations.js";
import { suiteFactsOf } from "./operation-facts.js";
import { pathOf, type PlainRequest } from "./plain-request.js";

/** What a correct request of an operation needs of a target. */
export const needsOf = ({ operationId }: Operation): readonly Capability[] => suiteFactsOf(operationId).needs;

/** What a correct request creates; a wrong one may create it, too, if a target accepts it. */
export function leavesOf({ operationId, method }: Operation): Clause["leaves"] {
  const facts = factsOf(operationId);
  return (method !== "get" && facts && facts.does !== "takes" && ledgerKind(facts.thing)) || "nothing";
}

/** The sender of an operation's correct requests. */
export const actorOf = ({ security }: Operation): Actor => (security === "none" ? "anonymous" : "first");

/** A request that the target should accept, about objects of this run that may be changed. */
export async function rightRequest(t: ClauseContext, operationId: string, form = 0): Promise<PlainRequest> {
  const { path, body } = suiteFactsOf(operationId);
  const about = await path(t);
  return requestOf(t.spec.operation(operationId), about, body ? await body(t, form) : undefined);
}

/** A request of an operation. @param body sent as JSON; undefined for none */
export function requestOf(
  { method }: Operation,
  path: Readonly<Record<string, string>>,
  body: unknown,
): PlainRequest {
  return {
    method: method.toUpperCase(),
    path,
    query: [],
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  };
}

/** The request as a clause sends it. */
export function rawRequest(operation: Operation, request: PlainRequest): RawRequest {
  const { method, headers, body } = request;
  return { method, path: pathOf(operation, request), headers, ...(body === null ? {} : { body }) };
}
