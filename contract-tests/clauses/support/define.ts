import type { Capability } from "../../target/capability.js";
import type { Clause } from "../clause.js";

/** What the clauses of a group have in common; each may say otherwise. */
type Common = Pick<Clause, "operation" | "answer" | "needs" | "leaves" | "varies">;
/** A clause without its id and without what it has in common with its group. */
export type ClauseParts = Omit<Clause, "id" | keyof Common> & Partial<Common>;

/** Clauses by their ids. */
export function defineClauses(common: Common, clauses: Record<string, ClauseParts>): Clause[] {
  return Object.entries(clauses).map(([id, parts]) => ({ id, ...common, ...parts }));
}

/** The clause makes products. */
export const MAKE: readonly Capability[] = ["writes", "create-products"];
/** It makes products, and is the agent that does their work. */
export const WALK: readonly Capability[] = [...MAKE, "agent-api"];
