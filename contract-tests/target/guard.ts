import { percentDecoded } from "../../src/text/percent-decoded.js";
import { otherWhenSent, partsOf } from "../../src/text/sent-address.js";
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

/** Ids in lower case: the product of `--product`, and the objects that existed before the run. */
interface Others {
  product: string | undefined;
  ids: ReadonlySet<string>;
}

/** Blocks requests that a run must not send, regardless of the clause. */
export function guardOf(
  target: Target,
  run: string,
  foreign: Foreign,
): (request: ClientRequest, at: OperationAt | null) => Promise<void> {
  // A target may answer with an id in capitals, and find it either way.
  const others: Others = {
    product: target.product?.toLowerCase(),
    ids: new Set(Array.from(foreign.ids, (id) => id.toLowerCase())),
  };
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
    mindsAddress(request, at, others);
    if (at === null) mindsUnmatched(request, others);
    for (const id of Object.values(at?.path ?? {})) minds(id, request, at!, others);
    if (target.exclusive) return;
    if (facts?.does === "takes") await foreign.beforePick();
    const isAccountWide = at?.path["product_id"] === undefined;
    const isNamed = request.body?.includes(run) ?? false;
    if (makes === "opportunities" && isAccountWide && !isNamed)
      throw new Skip("on a shared target this could start other clients' tests");
  };
}

/**
 * A path that is not sent as it is, that steps back, or that names an object of others in a part of a part: a service that normalizes or
 * decodes addresses would change something else. Ids come from the target, except those of agents.
 */
function mindsAddress(
  { method, path }: ClientRequest,
  at: OperationAt | null,
  { product, ids }: Others,
): void {
  const why = otherWhenSent(path);
  if (why !== null) throw new Skip(`no ${method} is sent: ${why}`);
  const plain = new Set(plainParts(path));
  const isOfAgent = at?.path["agent_id"] !== undefined;
  // Some decode twice.
  for (const part of [...partsOf(path), ...partsOf(percentDecoded(path))].map((one) => one.toLowerCase())) {
    if (!isOfAgent && (part === "." || part === ".."))
      throw new Skip(`no ${method} is sent: a service could follow the steps in ${JSON.stringify(path)}`);
    if (!plain.has(part) && (part === product || ids.has(part))) throw new Skip(couldChange(method, part));
  }
}

/** A request for which the contract has no operation must be refused; a target that allows it would change what the path names. */
function mindsUnmatched({ method, path }: ClientRequest, { product, ids }: Others): void {
  const parts = plainParts(path);
  const last = parts.findLastIndex((part) => part !== "");
  const found = parts.find((id, index) => (id === product ? index === last : ids.has(id)));
  if (found !== undefined) throw new Skip(couldChange(method, found));
}

/** The parts of a path, in lower case as the ids of others. */
const plainParts = (path: string): string[] =>
  path
    .split("?")[0]!
    .split("/")
    .map((part) => percentDecoded(part).toLowerCase());

const couldChange = (method: string, id: string): string =>
  `a target that allows ${method} could change ${id}, which this run did not create`;

/** Existing products are never changed; below the product given with `--product`, the run may create objects. */
function minds(given: string, { method }: ClientRequest, at: OperationAt, { product, ids }: Others): void {
  const id = given.toLowerCase();
  const isGiven = id === product;
  if (!ids.has(id) && !isGiven) return;
  const { operationId, path } = at.operation;
  const isBelow = isGiven && !path.endsWith("/{product_id}");
  if (isBelow) return;
  throw new Error(
    `${method} ${operationId} of ${given}, which this run did not create: an error of the suite`,
  );
}
