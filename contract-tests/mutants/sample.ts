import { createHash } from "node:crypto";
import type { Mutant } from "./mutant.js";

/** A random sample of mutants; the same seed draws the same sample. */
export function sampleOf(mutants: readonly Mutant[], size: number, seed: string): Mutant[] {
  const drawn = new Map(
    mutants.map(({ id }) => [id, createHash("sha256").update(`${seed} ${id}`).digest("hex")]),
  );
  const order = [...mutants].sort((a, b) => (drawn.get(a.id)! < drawn.get(b.id)! ? -1 : 1));
  const chosen = new Set(order.slice(0, size));
  return mutants.filter((mutant) => chosen.has(mutant));
}
