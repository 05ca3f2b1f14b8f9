import { short } from "./rows.js";
import type { Figure } from "./statistics.js";

const BAR = 22;
const LEFT = 170;
const WIDTH = 560;
const RIGHT = 150;

/** Bars side by side: for each title the servers by name, the emulator in a colour of its own; least to most as a line. */
export function picture(charts: Record<string, Record<string, Figure>>): string {
  const parts: string[] = [];
  let y = 8;
  for (const [title, bars] of Object.entries(charts)) {
    const longest = Math.max(...Object.values(bars).map(({ median }) => median));
    parts.push(`<text x="8" y="${y + 16}" font-weight="bold">${title}</text>`);
    y += 26;
    for (const [name, { median, least, most }] of Object.entries(bars)) {
      const x = (value: number): number => LEFT + (Math.min(value, longest * 1.05) / longest) * WIDTH * 0.95;
      const middle = y + BAR / 2;
      const fill = name === "emulator" ? "#e95420" : "#8a8f98";
      parts.push(
        `<text x="${LEFT - 8}" y="${middle + 4}" text-anchor="end">${name}</text>`,
        `<rect x="${LEFT}" y="${y + 3}" width="${(x(median) - LEFT).toFixed(1)}" height="${BAR - 6}" fill="${fill}"/>`,
        `<line x1="${x(least).toFixed(1)}" x2="${x(most).toFixed(1)}" y1="${middle}" y2="${middle}" stroke="#333"/>`,
        `<text x="${(x(Math.max(median, most)) + 8).toFixed(1)}" y="${middle + 4}">${short(median)}</text>`,
      );
      y += BAR;
    }
    y += 14;
  }
  const size = `width="${LEFT + WIDTH + RIGHT}" height="${y}"`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="13">\n` +
    `<rect ${size} fill="#fff"/>\n${parts.join("\n")}\n</svg>\n`
  );
}
