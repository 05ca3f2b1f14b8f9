import type { Draw } from "./lab-clock.js";

/** How long a phase takes, in milliseconds: fixed, uniform, or normal and never under 0. */
export type Distribution =
  | { kind: "fixed"; ms: number }
  | { kind: "uniform"; min: number; max: number }
  | { kind: "normal"; mean: number; deviation: number };

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** What profiles may say for a duration; the schema holds the same pattern. */
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

/** Milliseconds of `90s`, `2m`, `500ms`, `1h` or a number of seconds. The profile's schema has checked the form. */
export function parseDuration(written: string | number): number {
  if (typeof written === "number") return written * UNIT_MS.s;
  const match = DURATION.exec(written);
  if (match === null) throw new RangeError(`not a duration: ${JSON.stringify(written)}`);
  return Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
}

/** Milliseconds for people: `500ms`, `90s`, `15m`. */
export function writeDuration(ms: number): string {
  if (ms < UNIT_MS.s) return `${Math.round(ms)}ms`;
  return ms < 10 * UNIT_MS.m ? `${Math.round(ms / 100) / 10}s` : `${Math.round(ms / UNIT_MS.m)}m`;
}

/** One length of a phase, in whole milliseconds. `what` names the draws, so that it is the same in every run. */
export function lengthOf(distribution: Distribution, draw: Draw, ...what: string[]): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.ms;
    case "uniform":
      return Math.round(distribution.min + (distribution.max - distribution.min) * draw(...what));
    case "normal":
      return Math.max(0, Math.round(distribution.mean + distribution.deviation * normal(draw, what)));
  }
}

/** A standard normal number from two draws (Box-Muller). */
function normal(draw: Draw, what: string[]): number {
  const radius = Math.sqrt(-2 * Math.log(1 - draw(...what, "radius")));
  return radius * Math.cos(2 * Math.PI * draw(...what, "angle"));
}
