import type { components } from "../spec/control-types.gen.js";
import { harmlessLine } from "../text/harmless.js";

type Schemas = components["schemas"];

/** Aligns rows in columns; the last column is not padded. */
export function table(rows: readonly (readonly (string | number | null)[])[]): string[] {
  const cells = rows.map((row) => row.map((cell) => (cell === null ? "-" : harmlessLine(String(cell)))));
  const widths = (cells[0] ?? []).map((_, column) => longestOf(cells, column));
  return cells.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!))).join("  "),
  );
}

const longestOf = (rows: readonly (readonly string[])[], column: number): number =>
  rows.reduce((most, row) => Math.max(most, row[column]!.length), 0);

/** `2016-01-04 16:58:28.805` of a time with microseconds and offset. */
export const timeText = (time: string | null | undefined): string =>
  time ? time.replace("T", " ").slice(0, 23) : "-";

/** `3 products, 14 opportunities (1 unfinished), 13 results` */
export function countsText({ products, opportunities, unfinished, results }: Schemas["Counts"]): string {
  const waiting = unfinished === 0 ? "" : ` (${unfinished} unfinished)`;
  return `${plural(products, "product")}, ${plural(opportunities, "opportunity", "opportunities")}${waiting}, ${plural(results, "result")}`;
}

/** `1 product`, `2 products` */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** A sandbox in one line. */
export const sandboxLine = ({ name, seed, counts }: Schemas["Sandbox"]): string =>
  `${name}: seed ${seed}, ${countsText(counts)}`;

/** `manual` or `60x`. */
export const clockText = ({ mode, speed }: Schemas["ClockState"]): string =>
  mode === "manual" ? "manual" : speed === 0 ? "paused" : `${speed}x`;
