import type { ContractSpec } from "./contract-spec.js";
import type { Operation } from "../../src/spec/operation-table.js";

/** An operation with its path parameters. */
export interface OperationAt {
  operation: Operation;
  path: Record<string, string>;
}

/** The operation of the spec that a request calls; null if there is none. `path` may have a query. */
export function operationAt(spec: ContractSpec, method: string, path: string): OperationAt | null {
  const parts = path.split("?")[0]!.split("/");
  for (const operation of spec.operations) {
    if (operation.method !== method.toLowerCase()) continue;
    const found = parametersOf(operation.path.split("/"), parts);
    if (found) return { operation, path: found };
  }
  return null;
}

function parametersOf(template: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (template.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, wanted] of template.entries()) {
    const part = parts[index]!;
    if (wanted.startsWith("{")) found[wanted.slice(1, -1)] = part;
    else if (wanted !== part) return null;
  }
  return found;
}
