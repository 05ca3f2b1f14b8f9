import type { Capability } from "../../target/capability.js";
import type { Clause } from "../clause.js";

/** The common fields of a group of clauses; each clause may override them. */
type Common = Pick<Clause, "operation" | "answer" | "needs" | "leaves" | "varies">;
/** A clause without its id and the common fields of its group. */
export type ClauseParts = Omit<Clause, "id" | keyof Common> & Partial<Common>;

/** Clauses by their ids. */
export function defineClauses(common: Common, clauses: Record<string, ClauseParts>): Clause[] {
  return Object.entries(clauses).map(([id, parts]) => ({ id, ...common, ...parts }));
}

/** The clause creates products. */
export const MAKE: readonly Capability[] = ["writes", "create-products"];
/** It creates products and acts as the agent of their opportunities. */
export const WALK: readonly Capability[] = [...MAKE, "agent-api"];
