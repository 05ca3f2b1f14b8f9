import type { CompiledSpec, Operation } from "../../src/spec/operation-table.js";
import { percentDecoded } from "../../src/text/percent-decoded.js";

/** An operation with the decoded parameters of its path. */
export interface OperationAt {
  operation: Operation;
  path: Record<string, string>;
}

/** The operation of the spec that a request calls; null if there is none. HEAD counts as GET; `path` may have a query. */
export function operationAt(
  { operations }: Pick<CompiledSpec, "operations">,
  method: string,
  path: string,
): OperationAt | null {
  if (last?.operations === operations && last.method === method && last.path === path) return last.at;
  const at = search(operations, method, path);
  last = { operations, method, path, at };
  return at;
}

type Operations = CompiledSpec["operations"];

/** The last answer, because several parts ask about each request. */
let last: { operations: Operations; method: string; path: string; at: OperationAt | null } | null = null;

function search(operations: Operations, method: string, path: string): OperationAt | null {
  const wanted = method === "HEAD" ? "get" : method.toLowerCase();
  const parts = path.split("?")[0]!.split("/");
  for (const operation of operations) {
    if (operation.method !== wanted) continue;
    const found = parametersOf(templateOf(operation.path), parts);
    if (found) return { operation, path: found };
  }
  return null;
}

const templates = new Map<string, readonly string[]>();

/** The parts of an operation's path. */
function templateOf(path: string): readonly string[] {
  const template = templates.get(path) ?? path.split("/");
  templates.set(path, template);
  return template;
}

function parametersOf(template: readonly string[], parts: readonly string[]): Record<string, string> | null {
  if (template.length !== parts.length) return null;
  const found: Record<string, string> = {};
  for (const [index, wanted] of template.entries()) {
    const part = parts[index]!;
    if (wanted.startsWith("{") && part !== "") found[wanted.slice(1, -1)] = percentDecoded(part);
    else if (wanted !== part) return null;
  }
  return found;
}
