import type { components } from "../spec/control-types.gen.js";
import { globFits } from "../text/glob.js";

/** Which requests a fault is for. */
export type FaultMatch = components["schemas"]["FaultMatch"];
/** Which requests a set is for; its faults add operation and path. */
export type FaultSetMatch = components["schemas"]["FaultSetMatch"];

/** What a fault may look at in a request. */
export interface FaultRequest {
  operationId: string;
  /** The operation that this one is another address of. */
  aliasOf: string | null;
  /** It posts a result. */
  postsResult: boolean;
  /** Without query. */
  path: string;
  /** What it is about, where that is known before it is carried out. */
  productId: string | undefined;
  agentId: string | undefined;
  /** E-mail address of who signed. */
  account: string | undefined;
  header: (name: string) => string | undefined;
  /** Where it is a reading: what makes it the same as another one. */
  reading: string | null;
}

/** Whether all that is given holds. */
export function matches(match: FaultMatch | undefined, request: FaultRequest): boolean {
  if (match === undefined) return true;
  const { operation, product, agent, account, header, path } = match;
  return (
    (operation === undefined || operation === request.operationId || operation === request.aliasOf) &&
    (product === undefined || product.toLowerCase() === request.productId?.toLowerCase()) &&
    (agent === undefined || agent === request.agentId) &&
    (account === undefined || account.toLowerCase() === request.account?.toLowerCase()) &&
    (header === undefined || header.value === request.header(header.name)) &&
    (path === undefined || globFits(path, request.path))
  );
}
