import { parseDuration as parseText } from "../src/documents/duration.js";
import type { Draw } from "./lab-clock.js";

/** The duration of a phase in milliseconds: fixed, uniform, or normal and at least 0. */
export type Distribution =
  | { kind: "fixed"; ms: number }
  | { kind: "uniform"; min: number; max: number }
  | { kind: "normal"; mean: number; deviation: number };

/**
 * Converts `90s`, `2m`, `500ms`, `1h` or a number of seconds to milliseconds. The profile's schema has checked the
 * form.
 */
export function parseDuration(written: string | number): number {
  const ms = typeof written === "number" ? written * 1000 : parseText(written);
  if (ms === null) throw new RangeError(`not a duration: ${JSON.stringify(written)}`);
  return ms;
}

/** A rounded duration for people: `500ms`, `90s`, `15m`. */
export function roundDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  return ms < 600_000 ? `${Math.round(ms / 100) / 10}s` : `${Math.round(ms / 60_000)}m`;
}

/** Draws the duration of a phase, in whole milliseconds. `what` names the draws, so that every run gives the same. */
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
