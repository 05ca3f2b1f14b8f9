import type { Clause } from "../clauses/clause.js";
import type { ContractSpec } from "./contract-spec.js";
import { answerClauses } from "../generate/answer-clauses.js";
import type { ClauseResult } from "../judge/clause-result.js";

/** Why a declared answer was never seen. */
export type Unreached =
  /** No clause tries to bring it about. */
  | "no recipe"
  /** Only the control plane of an emulator brings it about, and the target has none. */
  | "emulator-only"
  /** The clause that brings it about could not be judged here, or something else came. */
  | "unreachable";

/** One declared answer of an operation, and whether a run has seen it. */
export interface CoverageCell {
  operation: string;
  status: string;
  /** The clauses that saw it; the one that is about it first. */
  clauses: string[];
  /** Null where it was reached. */
  why: Unreached | null;
  /** Why, in words. */
  reason: string | null;
}

/** Every operation with every status that it declares. */
export type Coverage = CoverageCell[];

/** Which declared answers a run has reached, and for the others why not. */
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
  if (!recipe) return { why: "no recipe", reason: "no clause tries to bring it about" };
  if (!judged) return { why: "unreachable", reason: `${recipe.id} was not run` };
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
  /** What it says; null where only clauses name it. */
  text: string | null;
  clauses: string[];
}

/** Which clauses check which statement: those of `known`, then any other that a clause names. */
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
