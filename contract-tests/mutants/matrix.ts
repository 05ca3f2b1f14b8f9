import type { MutantResult } from "./run.js";

/** Figures of one group of mutants. */
export interface GroupFigures {
  group: string;
  mutants: number;
  killed: number;
}

/** Figures by group, in the order in which groups first come. */
export function figuresByGroup(results: readonly Pick<MutantResult, "group" | "killed">[]): GroupFigures[] {
  const groups = new Map<string, GroupFigures>();
  for (const { group, killed } of results) {
    const figures = groups.get(group) ?? { group, mutants: 0, killed: 0 };
    groups.set(group, {
      group,
      mutants: figures.mutants + 1,
      killed: figures.killed + (killed ? 1 : 0),
    });
  }
  return [...groups.values()];
}

/** Survivors and crashes in full, then the figures, for a person at a terminal. */
export function matrixText(results: readonly MutantResult[], seconds: number): string {
  const survivors = results.filter(({ killed }) => !killed);
  const figures = figuresByGroup(results);
  const width = Math.max(...figures.map(({ group }) => group.length));
  const lines = figures.map(({ group, mutants, killed }) => {
    const share = `${String(killed).padStart(5)} of ${String(mutants).padStart(5)} killed`;
    return `${group.padEnd(width)} ${share}${killed === mutants ? "" : `, ${mutants - killed} SURVIVED`}`;
  });
  const killed = results.length - survivors.length;
  const percent = results.length === 0 ? 0 : Math.floor((killed / results.length) * 1000) / 10;
  const crashed = results.filter((result) => result.crashed.length > 0);
  return [
    ...crashed.map(({ id, crashed }) => `CRASHED   ${id}\n  ${crashed.join("\n  ")}\n`),
    ...survivors.map(({ id, breaks, reason }) => `SURVIVED  ${id}\n  ${breaks}\n  ${reason}\n`),
    ...lines,
    "",
    ...(crashed.length === 0 ? [] : [`at ${crashed.length} mutants a clause crashed`]),
    `${results.length} mutants, ${killed} killed by a clause about what is broken (${percent} %); ${seconds.toFixed(1)} s`,
    "",
  ].join("\n");
}
