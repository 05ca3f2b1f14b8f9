/** Durations for people, shared by the server and the dashboard's scripts. */

const UNITS: readonly [ms: number, name: string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/**
 * `0 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `4 d 1 h`: the two greatest units. `ms`: milliseconds; negative counts as
 * 0.
 */
export function span(ms: number): string {
  let rest = Math.max(0, Math.floor(ms / 1000) * 1000);
  const first = UNITS.findIndex(([unit]) => rest >= unit);
  if (first === -1) return "0 s";
  const parts: string[] = [];
  for (const [unit, name] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ");
}

/** A duration with short ones too: `30 ms`, `1.4 s`, `42 s`, `3 min 20 s`. `micros`: microseconds. */
export function spanText(micros: number): string {
  const ms = micros / 1000;
  if (ms < 1) return "0 s";
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  // From here on, tenths of a second are not shown.
  return ms < 9950 ? `${Number((ms / 1000).toFixed(1))} s` : span(ms + 500);
}

/** `just now`, `42 s ago`, `3 min ago`: the greatest unit. `ms`: milliseconds. */
export function ago(ms: number): string {
  const [unit, name] = UNITS.find(([one]) => ms >= one) ?? [0, ""];
  return unit === 0 ? "just now" : `${Math.floor(ms / unit)} ${name} ago`;
}
