/** Durations as people say them, for the server and for the scripts of the page. */

const UNITS: readonly [ms: number, name: string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** `0 s`, `42 s`, `3 min 20 s`, `2 h 5 min`, `4 d 1 h`: the two greatest units. Milliseconds; less than none is none. */
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

/** `just now`, `42 s ago`, `3 min ago`: the greatest unit. Milliseconds. */
export function ago(ms: number): string {
  const [unit, name] = UNITS.find(([one]) => ms >= one) ?? [0, ""];
  return unit === 0 ? "just now" : `${Math.floor(ms / unit)} ${name} ago`;
}
