import type { CompiledSpec, Operation } from "../../src/spec/operation-table.js";

/** The operation of a request, and the decoded parameters of its path. */
export interface MatchedOperation {
  operation: Operation;
  path: Record<string, string>;
}

const patterns = new WeakMap<Operation, { pattern: RegExp; names: string[] }>();

/** The operation of a method and a path; HEAD is matched as GET. */
export function matchOperation(
  { operations }: Pick<CompiledSpec, "operations">,
  method: string,
  pathname: string,
): MatchedOperation | null {
  const wanted = method === "HEAD" ? "get" : method.toLowerCase();
  for (const operation of operations) {
    if (operation.method !== wanted) continue;
    const { pattern, names } = patternOf(operation);
    const found = pattern.exec(pathname);
    if (found === null) continue;
    return { operation, path: Object.fromEntries(names.map((name, at) => [name, decode(found[at + 1]!)])) };
  }
  return null;
}

function patternOf(operation: Operation): { pattern: RegExp; names: string[] } {
  const known = patterns.get(operation);
  if (known) return known;
  const names = [...operation.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const made = { pattern: new RegExp(`^${operation.path.replaceAll(/\{[^}]+\}/g, "([^/]+)")}$`), names };
  patterns.set(operation, made);
  return made;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
