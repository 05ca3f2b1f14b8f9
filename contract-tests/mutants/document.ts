import { figuresByGroup } from "./matrix.js";
import type { MutantResult } from "./run.js";

const BEGIN = "<!-- kill matrix: made by `spi-emulator mutants --markdown` -->";
const END = "<!-- end of the kill matrix -->";

type Judged = Pick<MutantResult, "id" | "group" | "breaks" | "killed" | "crashed">;

/** Whether a document says where the kill matrix goes. */
export function hasPlace(document: string): boolean {
  const begin = document.indexOf(BEGIN);
  return begin >= 0 && document.indexOf(END, begin) >= 0;
}

/** The document with the kill matrix in the place of the last one; the matrix alone where there is no document. */
export function withMatrix(document: string | null, results: readonly Judged[]): string {
  const matrix = `${BEGIN}\n\n${matrixMarkdown(results)}\n${END}`;
  if (document === null) return `${matrix}\n`;
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin) + END.length;
  return document.slice(0, begin) + matrix + document.slice(end);
}

/** Figures by group and in all, then what survived; the same for the same results, whenever they are made. */
function matrixMarkdown(results: readonly Judged[]): string {
  const rows = figuresByGroup(results).map(({ group, mutants, killed }) => [group, mutants, killed]);
  const killed = results.filter((result) => result.killed).length;
  return [
    table(["group", "mutants", "killed"], [...rows, ["**all**", results.length, killed]]),
    ...listed(
      "Survived:",
      results.filter((result) => !result.killed),
    ),
    ...listed(
      "An owner crashed at:",
      results.filter(({ crashed }) => crashed.length > 0),
    ),
  ].join("\n");
}

/** A table as prettier writes it: names to the left, figures to the right. */
function table(head: readonly string[], body: readonly (string | number)[][]): string {
  const cells = [head, ...body].map((row) => row.map(String));
  const widths = head.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)));
  const lines = cells.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))),
  );
  const rule = widths.map((width, at) => (at === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [lines[0]!, rule, ...lines.slice(1)].map((row) => `| ${row.join(" | ")} |\n`).join("");
}

const listed = (title: string, results: readonly Judged[]): string[] =>
  results.length === 0
    ? []
    : [`${title}\n`, ...results.map(({ id, breaks }) => `- \`${id}\`: ${breaks}`), ""];
