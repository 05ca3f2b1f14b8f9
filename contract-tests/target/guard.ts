import { factsOf } from "../../src/spec/operation-facts.js";
import type { Capability } from "./capability.js";
import { type ClientRequest, isReading } from "./client.js";
import { Skip } from "../judge/mismatch.js";
import type { OperationAt } from "../run/operation-of.js";
import type { Target } from "./target.js";

/** What of a target is other people's. */
export interface Foreign {
  /** Ids of products and Test Specs that were there before the run. */
  ids: ReadonlySet<string>;
  /** Throws a Skip where a pick could be given other people's work. */
  beforePick(): Promise<void>;
}

/** Keeps requests from the target that a run must not send, whatever a clause wants. */
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
    for (const id of Object.values(at?.path ?? {})) minds(id, request, at!, target, foreign);
    if (target.exclusive) return;
    if (facts?.does === "takes") await foreign.beforePick();
    const isAccountWide = at?.path["product_id"] === undefined;
    const isNamed = request.body?.toString("utf8").includes(run) ?? false;
    if (makes === "opportunities" && isAccountWide && !isNamed)
      throw new Skip(
        "on a target that others use it could start their tests: nothing in it is this run's own",
      );
  };
}

/** A product of somebody's is never changed; below one that was given (`--product`) the run may make things. */
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
  throw new Error(`${method} ${operationId} of ${id}, which this run did not make: a fault of the suite's`);
}
