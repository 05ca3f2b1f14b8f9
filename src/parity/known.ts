const KINDS = [
  { pattern: /^D \d/, word: "documented" },
  { pattern: /^L \d/, word: "legacy" },
  { pattern: /^P$/, word: "public" },
  { pattern: /^A-\d+$/, word: "assumed" },
] as const;

/** How a place is known: `documented D 250-258`, `assumed A-07, A-19`; and `recorded` if a deployment showed it. */
export function knownText(provenance: readonly string[], isRecorded: boolean): string {
  const parts = KINDS.flatMap(({ pattern, word }) => {
    const tags = provenance.filter((tag) => pattern.test(tag));
    if (tags.length === 0) return [];
    return [word === "public" ? word : `${word} ${tags.join(", ")}`];
  });
  return [...parts, ...(isRecorded ? ["recorded"] : [])].join("; ") || "not in the contract";
}
