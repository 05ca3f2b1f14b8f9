/** The sources of a statement of the spec, the most certain first. */
export type Source = "documented" | "legacy" | "public" | "assumed";

/** The citations of one source for a field. */
export interface Mark {
  source: Source;
  /** `D 701-740`; `P`; for assumptions one mark each: `A-14`. */
  tags: string[];
}

/** The meaning of each source, for the legend and the marks' titles. */
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
      "A-nn: an assumption of this project, because the documents do not show it. A real deployment may differ.",
  },
};

/** The marks of a field from its `x-provenance`, the most certain first. Unknown tags are left out. */
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
