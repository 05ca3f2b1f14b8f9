import type { Mutant } from "./mutant.js";

/** A hand-written flaw: its text, the clauses that must detect it (ids or globs), and the change. */
export type WrittenFlaw = readonly [
  name: string,
  breaks: string,
  owners: string | readonly string[],
  wrap: Mutant["wrap"],
];

/** The mutants of a section's flaws; their ids are `<section>.<name>`. */
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
