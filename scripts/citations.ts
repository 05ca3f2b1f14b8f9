/** Checks that citations exist: lines of the API reference, assumptions, contradictions. */

/** What can be cited besides the lines of the API reference. */
export interface Citable {
  assumptionIds: ReadonlySet<string>;
  contradictionIds: ReadonlySet<string>;
}

/** The lines of the API reference's merge proposal that its hunks show, by column: first and last of each hunk. */
const SHOWN_LINES: Record<string, readonly (readonly [first: number, last: number])[]> = {
  D: [
    [4, 10],
    [24, 30],
    [112, 118],
    [138, 144],
    [253, 259],
    [701, 706],
    [717, 766],
    [774, 797],
    [800, 900],
    [902, 907],
    [925, 931],
    [953, 995],
    [1044, 1050],
    [1065, 1083],
    [1098, 1105],
    [1142, 1148],
  ],
  L: [
    [4, 11],
    [25, 32],
    [114, 121],
    [141, 148],
    [257, 263],
    [705, 716],
    [727, 777],
    [785, 827],
    [830, 871],
    [873, 880],
    [898, 904],
    [926, 979],
    [1028, 1034],
    [1049, 1078],
    [1093, 1104],
    [1141, 1147],
  ],
};

/** `D 742`, `L 754-759, 848-854`, `D 1047 and 1068`. */
const LINES = /(?<![\w.-])(?<column>[DL]) (?<ranges>\d+(?:-\d+)?(?:(?:, | and )\d+(?:-\d+)?)*)/g;
const NAMED = /(?<![\w-])(?<kind>A|C)-\d+\b/g;

/** The dangling citations of a text, one line each. */
export function citationProblems(text: string, { assumptionIds, contradictionIds }: Citable): string[] {
  const problems: string[] = [];
  const plain = text.replaceAll(/\s+/g, " ");
  for (const { groups } of plain.matchAll(LINES)) {
    const { column, ranges } = groups as { column: string; ranges: string };
    problems.push(...ranges.split(/, | and /).flatMap((range) => rangeProblem(column, range)));
  }
  for (const [id, kind] of plain.matchAll(NAMED)) {
    if (!(kind === "A" ? assumptionIds : contradictionIds).has(id)) problems.push(`${id} is in no list`);
  }
  return problems;
}

/** A range may include hidden lines, but must start and end in the reference, and show something. */
function rangeProblem(column: string, range: string): string[] {
  const [first, last = first] = range.split("-").map(Number) as [number, number?];
  const hunks = SHOWN_LINES[column]!;
  if (last < first) return [`${column} ${range} ends before it begins`];
  const within = first >= hunks[0]![0] && last <= hunks.at(-1)![1];
  const shown = within && hunks.some(([from, to]) => first <= to && last >= from);
  return shown ? [] : [`${column} ${range}: the API reference shows no such lines`];
}
