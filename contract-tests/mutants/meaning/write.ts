import type { Mutant } from "../mutant.js";

/** A flaw of meaning as it is written down. */
export type Written = readonly [
  name: string,
  breaks: string,
  owners: string | readonly string[],
  wrap: Mutant["wrap"],
];

/** The mutants of one section of the contract. */
export function section(name: string, written: readonly Written[]): Mutant[] {
  return written.map(([id, breaks, owners, wrap]) => ({
    id: `${name}.${id}`,
    group: `meaning: ${name}`,
    breaks,
    owners: typeof owners === "string" ? [owners] : owners,
    wrap,
  }));
}
