import type { Origin } from "./mutant.js";
import type { MutantResult } from "./run.js";

/** The number of mutants of one kind, and of the killed ones. */
export interface Figures {
  name: string;
  mutants: number;
  killed: number;
}

/** The text of each origin. */
const ORIGINS: Record<Origin, string> = {
  written: "written by hand",
  rules: "generated from the rules for requests and signatures",
  schema: "generated from the schema that also judges them",
};

type Counted = Pick<MutantResult, "group" | "origin" | "killed">;

/** Figures by group, in order of first occurrence. */
export const figuresByGroup = (results: readonly Counted[]): Figures[] =>
  figuresBy(results, ({ group }) => group);

/** Figures by origin, in order of first occurrence. */
export const figuresByOrigin = (results: readonly Counted[]): Figures[] =>
  figuresBy(results, ({ origin }) => ORIGINS[origin]);

function figuresBy(results: readonly Counted[], nameOf: (result: Counted) => string): Figures[] {
  const found = new Map<string, Figures>();
  for (const result of results) {
    const name = nameOf(result);
    const { mutants, killed } = found.get(name) ?? { mutants: 0, killed: 0 };
    found.set(name, { name, mutants: mutants + 1, killed: killed + (result.killed ? 1 : 0) });
  }
  return [...found.values()];
}

/** The terminal report: survivors and crashes in full, then figures by group, by origin and in total. */
export function reportText(results: readonly MutantResult[], seconds: number): string {
  const survivors = results.filter(({ killed }) => !killed);
  const crashed = results.filter((result) => result.crashed.length > 0);
  return [
    ...crashed.map(({ id, crashed }) => `CRASHED   ${id}\n  ${crashed.join("\n  ")}\n`),
    ...survivors.map(({ id, breaks, reason }) => `SURVIVED  ${id}\n  ${breaks}\n  ${reason}\n`),
    ...lines(figuresByGroup(results)),
    "",
    ...lines(figuresByOrigin(results)),
    "",
    ...(crashed.length === 0 ? [] : [`${crashed.length} mutants made a clause crash`]),
    `${results.length} mutants, ${results.length - survivors.length} killed; ${seconds.toFixed(1)} s`,
    "",
  ].join("\n");
}

function lines(figures: readonly Figures[]): string[] {
  const width = Math.max(...figures.map(({ name }) => name.length));
  return figures.map(({ name, mutants, killed }) => {
    const share = `${String(killed).padStart(4)} of ${String(mutants).padStart(4)} killed`;
    return `${name.padEnd(width)} ${share}${killed === mutants ? "" : `, ${mutants - killed} SURVIVED`}`;
  });
}
