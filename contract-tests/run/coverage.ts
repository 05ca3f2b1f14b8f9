import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "./contract-spec.js";
import { answerClauses } from "../generate/answer-clauses.js";
import type { ClauseResult } from "../judge/clause-result.js";

/** Why a declared answer was not seen. */
export type Unreached =
  /** The clause for it was not selected (`--filter`). */
  | "not selected"
  /** No clause tries to cause it. */
  | "no recipe"
  /** Only an emulator's control plane can cause it, and the target has none. */
  | "emulator-only"
  /** The traffic that was judged had no such answer. */
  | "not in the traffic"
  /** The clause that causes it was not judged, or got another answer. */
  | "unreachable";

/** A declared answer of an operation, and whether a run has seen it. */
export interface CoverageCell {
  operation: string;
  status: string;
  /** The clauses that saw it; the one that owns it first. */
  clauses: string[];
  /** Null if it was seen. */
  why: Unreached | null;
  /** The reason as text. */
  reason: string | null;
}

/** All operations with their declared statuses. */
export type Coverage = CoverageCell[];

/** The declared answers that a run has seen, and why it has not seen the others. */
export function coverageOf(results: readonly ClauseResult[], spec: ContractSpec): Coverage {
  const seen = seenBy(results);
  const recipes = new Map(answerClauses(spec).map((clause) => [clause.id, clause]));
  return spec.operations.flatMap(({ operationId, responses }) =>
    Object.keys(responses).map((status) => {
      const owner = `answer.${operationId}.${status}`;
      const clauses = [...(seen.get(`${operationId} ${status}`) ?? [])].sort(
        (one, other) => Number(other === owner) - Number(one === owner),
      );
      const judged = results.find(({ id }) => id === owner);
      const missed = clauses.length > 0 ? { why: null, reason: null } : whyNot(recipes.get(owner), judged);
      return { operation: operationId, status, clauses, ...missed };
    }),
  );
}

function whyNot(
  recipe: Clause | undefined,
  judged: ClauseResult | undefined,
): Pick<CoverageCell, "why" | "reason"> {
  if (!recipe) return { why: "no recipe", reason: "no clause tries to cause it" };
  if (!judged) return { why: "not selected", reason: `${recipe.id} was not selected` };
  const isByFault = recipe.needs.includes("control-plane") && judged.verdict === "skipped";
  return { why: isByFault ? "emulator-only" : "unreachable", reason: judged.reason };
}

/** Clauses by operation and status of the answers that they saw. */
function seenBy(results: readonly ClauseResult[]): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>();
  for (const { id, exchanges } of results) {
    for (const { operation, status } of exchanges) {
      const key = `${operation ?? ""} ${status ?? ""}`;
      seen.set(key, (seen.get(key) ?? new Set()).add(id));
    }
  }
  return seen;
}

/** A statement of the contract and the clauses that check it. */
export interface StatementCoverage {
  id: string;
  /** Its text; null if only clauses name it. */
  text: string | null;
  clauses: string[];
}

/** The clauses that check each statement: first the statements in `known`, then others that clauses name. */
export function statementsOf(
  results: readonly ClauseResult[],
  known: readonly { id: string; text: string }[] = [],
): StatementCoverage[] {
  const texts = new Map(known.map(({ id, text }) => [id, text]));
  const named = new Set(results.flatMap(({ statements }) => statements));
  const byNumber = new Intl.Collator("en", { numeric: true });
  const others = [...named].filter((id) => !texts.has(id)).sort((one, other) => byNumber.compare(one, other));
  return [...texts.keys(), ...others].map((id) => ({
    id,
    text: texts.get(id) ?? null,
    clauses: results.filter(({ statements }) => statements.includes(id)).map((result) => result.id),
  }));
}
