import type { components } from "../spec/control-types.gen.js";
import { Glob } from "../text/glob.js";

/** Which requests a fault applies to. */
export type FaultMatch = components["schemas"]["FaultMatch"];
/** Which requests a set applies to; its faults add operation and path. */
export type FaultSetMatch = components["schemas"]["FaultSetMatch"];

/** The facts of a request that a fault can match. */
export interface FaultRequest {
  operationId: string;
  /** The operation of which this one is an alias. */
  aliasOf: string | null;
  /** Whether it posts a result. */
  postsResult: boolean;
  /** Without query. */
  path: string;
  /** What it is about, if that is known before it is executed. */
  productId: string | undefined;
  agentId: string | undefined;
  /** E-mail address of the account that signed. */
  account: string | undefined;
  header: (name: string) => string | undefined;
  /** For a GET request: a key that is equal for equal requests. Otherwise null. */
  reading: string | null;
}

/** The prepared path of a match. */
function globOf(match: FaultMatch, path: string): Glob {
  const known = globs.get(match);
  if (known !== undefined) return known;
  const glob = new Glob(path);
  globs.set(match, glob);
  return glob;
}

const globs = new WeakMap<FaultMatch, Glob>();

/** Whether a request fulfils every given condition. */
export function matches(match: FaultMatch | undefined, request: FaultRequest): boolean {
  if (match === undefined) return true;
  const { operation, product, agent, account, header, path } = match;
  return (
    (operation === undefined || operation === request.operationId || operation === request.aliasOf) &&
    (product === undefined || product.toLowerCase() === request.productId?.toLowerCase()) &&
    (agent === undefined || agent === request.agentId) &&
    (account === undefined || account.toLowerCase() === request.account?.toLowerCase()) &&
    (header === undefined || header.value === request.header(header.name)) &&
    (path === undefined || globOf(match, path).fits(request.path))
  );
}
