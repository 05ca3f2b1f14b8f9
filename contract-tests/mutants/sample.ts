import { createHash } from "node:crypto";

/** A random sample of mutants, or of other things with ids; the same seed draws the same sample. */
export function sampleOf<T extends { id: string }>(mutants: readonly T[], size: number, seed: string): T[] {
  const drawn = new Map(
    mutants.map(({ id }) => [id, createHash("sha256").update(`${seed} ${id}`).digest("hex")]),
  );
  const order = [...mutants].sort((a, b) => (drawn.get(a.id)! < drawn.get(b.id)! ? -1 : 1));
  const chosen = new Set(order.slice(0, size));
  return mutants.filter((mutant) => chosen.has(mutant));
}
