import type { ClauseResult } from "../judge/clause-result.js";

/** The sections of docs/contract.md, in its order. */
export const SECTIONS: readonly string[] = [
  "1. Terms",
  "2. Conventions",
  "3. Authentication",
  "4. Product API",
  "5. Events",
  "6. Results",
  "7. Agents",
  "8. Legacy organization API",
  "9. Contradictions",
];

/** Sections of operations whose clauses name no statement, by the beginning of an operation's name. */
const BY_OPERATION: readonly [RegExp, number][] = [
  [/^legacy/, 8],
  [/^createToken/, 3],
  [/TestEvents$/, 5],
  [/TestResults/, 6],
  [/^(pickTestOpportunity|postTestResult)$/, 7],
  [/./, 4],
];

/** The section of the contract that a clause is about: that of its first statement, otherwise that of its operation. */
export function sectionOf({ id, statements, operation }: ClauseResult): string {
  const named = /^(\d+)\./.exec(statements[0] ?? "")?.[1];
  if (named !== undefined) return SECTIONS[Number(named) - 1] ?? named;
  if (id.startsWith("auth.")) return SECTIONS[2]!;
  if (operation === "*") return SECTIONS[1]!;
  return SECTIONS[BY_OPERATION.find(([pattern]) => pattern.test(operation))![1] - 1]!;
}

/** Clauses of one section and operation. */
export interface Group {
  section: string;
  operation: string;
  clauses: ClauseResult[];
}

/** Clauses by section of the contract, then by operation. */
export function grouped(clauses: readonly ClauseResult[]): Group[] {
  const groups = new Map<string, Group>();
  for (const clause of clauses) {
    const section = sectionOf(clause);
    const key = `${section} ${clause.operation}`;
    const group = groups.get(key) ?? { section, operation: clause.operation, clauses: [] };
    groups.set(key, group);
    group.clauses.push(clause);
  }
  const byNumber = new Intl.Collator("en", { numeric: true });
  return [...groups.values()].sort(
    (one, other) =>
      byNumber.compare(one.section, other.section) || byNumber.compare(one.operation, other.operation),
  );
}
