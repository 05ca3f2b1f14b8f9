import { isObject } from "../../../src/schema/json-type.js";
import { factsOf } from "../../../src/spec/operation-facts.js";
import type { Operation } from "../../../src/spec/operation-table.js";
import { bodyOf, type PlainRequest, withBody } from "../../generate/plain-request.js";
import { rawRequest } from "../../generate/right-request.js";
import { contractSpec } from "../../run/contract-spec.js";
import type { Actor, ClauseContext } from "../clause.js";

/** A query parameter and a field that the contract does not have. */
export const UNKNOWN = "no_such_name";

/** A fault of a request. */
export interface Fault {
  name: string;
  words: string;
  status: number;
  grounds: readonly string[];
  /** Null if the operation cannot have it. */
  spoil(operation: Operation, request: PlainRequest, t: ClauseContext): PlainRequest | null;
  /** What the message names, for faults that share a status. */
  names?: string;
}

const isUuid = (name: string): boolean => ["product_id", "test_opportunity_id"].includes(name);

/** Replaces the path's first parameter if its name fits. */
function inPath(
  request: PlainRequest,
  fits: (name: string) => boolean,
  value: (name: string) => string,
): PlainRequest | null {
  const [name] = Object.keys(request.path);
  return name === undefined || !fits(name)
    ? null
    : { ...request, path: { ...request.path, [name]: value(name) } };
}

/** The snaps of a product, by which `cleanup` knows one that is made nevertheless. */
function marked(operationId: string, request: PlainRequest): { snaps?: unknown } {
  const body = bodyOf(request);
  return factsOf(operationId)?.thing === "product" && isObject(body) ? { snaps: body["snaps"] } : {};
}

export const FAULTS: readonly Fault[] = [
  {
    name: "size",
    words: "the size of the body",
    status: 413,
    grounds: ["A-28"],
    spoil: ({ operationId, body }, request) =>
      body && operationId !== "postTestResult"
        ? { ...request, body: (request.body ?? "").padEnd(body.maxBytes + 1) }
        : null,
  },
  {
    name: "query",
    words: "an unknown parameter",
    status: 400,
    grounds: ["A-24"],
    names: UNKNOWN,
    spoil: (_, request) => ({ ...request, query: [[UNKNOWN, "x"]] }),
  },
  {
    name: "path",
    words: "an id that is not a UUID",
    status: 400,
    grounds: ["A-27"],
    spoil: (_, request) => inPath(request, isUuid, () => "7"),
  },
  {
    name: "type",
    words: "the content type",
    status: 415,
    grounds: ["A-01"],
    spoil: ({ body }, request) =>
      body ? { ...request, headers: { ...request.headers, "content-type": "text/plain" } } : null,
  },
  {
    name: "body",
    words: "a field of the body",
    status: 400,
    grounds: ["A-24"],
    names: UNKNOWN,
    spoil: ({ body, operationId }, request) =>
      body ? withBody(request, { ...marked(operationId, request), [UNKNOWN]: 1 }) : null,
  },
  {
    name: "owner",
    words: "an unknown object",
    status: 404,
    grounds: ["A-06", "A-22"],
    spoil: (_, request, t) =>
      inPath(
        request,
        (name) => name !== "agent_id",
        () => t.uuid(),
      ),
  },
];

export const signed = contractSpec.operations.filter(({ security }) => security !== "none");

export async function send(
  t: ClauseContext,
  operation: Operation,
  request: PlainRequest,
  actor: Actor = "first",
) {
  return t.send(rawRequest(operation, request), actor);
}
