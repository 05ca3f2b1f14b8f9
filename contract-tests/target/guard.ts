import { percentDecoded } from "../../src/text/percent-decoded.js";
import { factsOf } from "../../src/spec/operation-facts.js";
import type { Capability } from "./capability.js";
import { type ClientRequest, isReading } from "./client.js";
import { Skip } from "../judge/mismatch.js";
import type { OperationAt } from "../run/operation-of.js";
import type { Target } from "./target.js";

/** The objects of a target that do not belong to the run. */
export interface Foreign {
  /** Ids of products and Test Specs that existed before the run. */
  ids: ReadonlySet<string>;
  /** Throws a Skip if a pick could take other agents' work. */
  beforePick(): Promise<void>;
}

/** Blocks requests that a run must not send, regardless of the clause. */
export function guardOf(
  target: Target,
  run: string,
  foreign: Foreign,
): (request: ClientRequest, at: OperationAt | null) => Promise<void> {
  const need = (capability: Capability): void => {
    if (!target.capabilities.has(capability))
      throw new Skip(target.lacks.get(capability) ?? `the target lacks ${capability}`);
  };
  return async (request, at) => {
    if (isReading(request.method)) return;
    need("writes");
    const facts = factsOf(at?.operation.operationId ?? "");
    const makes = facts?.does === "makes" ? facts.thing : null;
    if (makes === "product") need("create-products");
    if (at === null) mindsUnmatched(request, target, foreign);
    for (const id of Object.values(at?.path ?? {})) minds(id, request, at!, target, foreign);
    if (target.exclusive) return;
    if (facts?.does === "takes") await foreign.beforePick();
    const isAccountWide = at?.path["product_id"] === undefined;
    const isNamed = request.body?.includes(run) ?? false;
    if (makes === "opportunities" && isAccountWide && !isNamed)
      throw new Skip("on a shared target this could start other clients' tests");
  };
}

/** A request for which the contract has no operation must be refused; a target that allows it would change what the path names. */
function mindsUnmatched({ method, path }: ClientRequest, target: Target, foreign: Foreign): void {
  const parts = path.split("?")[0]!.split("/").map(percentDecoded);
  const isOthers = (id: string, index: number): boolean =>
    id === target.product ? index === parts.length - 1 : foreign.ids.has(id);
  const found = parts.find(isOthers);
  if (found !== undefined)
    throw new Skip(`a target that allows ${method} could change ${found}, which this run did not create`);
}

/** Existing products are never changed; below the product given with `--product`, the run may create objects. */
function minds(
  id: string,
  { method }: ClientRequest,
  at: OperationAt,
  target: Target,
  foreign: Foreign,
): void {
  const isGiven = id === target.product;
  if (!foreign.ids.has(id) && !isGiven) return;
  const { operationId, path } = at.operation;
  const isBelow = isGiven && !path.endsWith("/{product_id}");
  if (isBelow) return;
  throw new Error(`${method} ${operationId} of ${id}, which this run did not create: an error of the suite`);
}
