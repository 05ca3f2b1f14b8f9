import type { Figure } from "./statistics.js";

/** One row of the table: a figure of the emulator, what stands beside it in the same run, and what is aimed at. */
export interface Row {
  id: string;
  what: string;
  unit: string;
  emulator: Figure;
  /** The same of others, by name. */
  beside: Record<string, Figure>;
  /** What is judged: a ratio, or the figure itself. */
  judged: { what: string; value: number; aim: number; better: "more" | "less" };
}

export const holds = ({ judged: { value, aim, better } }: Row): boolean =>
  better === "more" ? value >= aim : value <= aim;

/** A number with three digits that count. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const shown = ({ median, least, most }: Figure): string =>
  `${short(median)} (${short(least)}-${short(most)})`;

/** The table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const beside = Object.entries(row.beside).map(([name, figure]) => `${name} ${shown(figure)}`);
    const { what, value, aim, better } = row.judged;
    const verdict = holds(row) ? "holds" : "**missed**";
    return [
      `${row.what}, ${row.unit}`,
      shown(row.emulator),
      beside.join("; "),
      `${what}: ${short(value)}`,
      `${better === "more" ? "at least" : "at most"} ${aim}`,
      verdict,
    ];
  });
  const head = ["", "emulator: median (least-most)", "beside it, same run", "judged", "aim", ""];
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
