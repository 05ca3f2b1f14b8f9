const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A duration in flags, settings, profiles and seeds: `500ms`, `90s`, `1.5m`, `2h`, `3d`. */
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Milliseconds of a duration; null if the text is not a duration. */
export function parseDuration(text: string): number | null {
  const [, count, unit] = DURATION.exec(text) ?? [];
  return unit === undefined ? null : Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
}

/** The shortest text of a duration in milliseconds for {@link parseDuration}; hours are the greatest unit. */
export function writeDuration(ms: number): string {
  const unit = (["h", "m", "s"] as const).find((one) => ms % UNITS_MS[one] === 0) ?? "ms";
  return `${ms / UNITS_MS[unit]}${unit}`;
}
