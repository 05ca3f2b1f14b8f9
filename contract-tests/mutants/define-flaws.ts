import type { Mutant } from "./mutant.js";

/** A flaw written by hand: what is broken, the clauses that must notice it (ids or globs), and the change that breaks it. */
export type WrittenFlaw = readonly [
  name: string,
  breaks: string,
  owners: string | readonly string[],
  wrap: Mutant["wrap"],
];

/** Makes mutants of the flaws of one section of the contract; their ids are `<section>.<name>`. */
export function defineFlaws(section: string, flaws: readonly WrittenFlaw[]): Mutant[] {
  return flaws.map(([name, breaks, owners, wrap]) => ({
    id: `${section}.${name}`,
    group: `meaning: ${section}`,
    origin: "written",
    breaks,
    owners: typeof owners === "string" ? [owners] : owners,
    wrap,
  }));
}
