/** The four ways in which a statement of the spec is known, the surest first. */
export type Source = "documented" | "legacy" | "public" | "assumed";

/** The statements of one source behind a field. */
export interface Mark {
  source: Source;
  /** `D 701-740`; `P`; for assumptions one mark each: `A-14`. */
  tags: string[];
}

/** What each source means, for the legend and for those who look at a mark. */
export const SOURCES: Readonly<Record<Source, { word: string; meaning: string }>> = {
  documented: {
    word: "documented",
    meaning: "D n: documented, line n of the API reference (the current, product-based column).",
  },
  legacy: {
    word: "legacy",
    meaning: "L n: documented in the legacy, organization-based column of the API reference, line n.",
  },
  public: { word: "public", meaning: "P: seen in a public client or page of the time." },
  assumed: {
    word: "assumed",
    meaning:
      "A-nn: an assumption of this project, for the documents do not show it. A real deployment may differ.",
  },
};

/** The marks of a field, the surest first, from its `x-provenance`. What is no tag is left out. */
export function marksOf(provenance: readonly string[]): Mark[] {
  const of = (pattern: RegExp): string[] => provenance.filter((tag) => pattern.test(tag));
  const grouped = (source: Source, tags: string[]): Mark[] => (tags.length === 0 ? [] : [{ source, tags }]);
  return [
    ...grouped("documented", of(/^D \d/)),
    ...grouped("legacy", of(/^L \d/)),
    ...grouped("public", of(/^P$/)),
    ...of(/^A-\d+$/).map((tag): Mark => ({ source: "assumed", tags: [tag] })),
  ];
}

/** `D 701, D 735-740` as `lines 701 and 735-740`; for marks that cite lines. */
export function linesText({ tags }: Mark): string {
  const lines = tags.map((tag) => tag.slice(2));
  const noun = lines.length === 1 && !lines[0]!.includes("-") ? "line" : "lines";
  const last = lines.at(-1)!;
  return lines.length === 1 ? `${noun} ${last}` : `${noun} ${lines.slice(0, -1).join(", ")} and ${last}`;
}
