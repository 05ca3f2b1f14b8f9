/** Microseconds since 1970. */
export type Micros = number;

/** In microseconds. */
export const HOUR: Micros = 3_600_000_000;

const FORM =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.(\d{1,6}))?)?)? ?(Z|[+-]\d{2}:?\d{2})?$/;

/** Reads a time in any of the contract's forms (contract.md §2); null for other text. */
export function readTime(text: string): Micros | null {
  const found = FORM.exec(text);
  if (found === null) return null;
  const [year, month, day, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part: string | undefined) => Number(part ?? 0));
  const seconds = Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000;
  const zone = found[8] ?? "Z";
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  const offset = zone === "Z" ? 0 : (zone.startsWith("-") ? -60 : 60) * (hours * 60 + minutes);
  return (seconds - offset) * 1e6 + Number((found[7] ?? "").padEnd(6, "0"));
}

/** Whether a time has a zone. */
export function hasZone(text: string): boolean {
  return FORM.exec(text)?.[8] !== undefined;
}

/** `2016-01-04T16:58:28.805000+00:00` */
export function writeTime(at: Micros): string {
  const iso = new Date(Math.floor(at / 1000)).toISOString().slice(0, -1);
  return `${iso}${String(at - Math.floor(at / 1000) * 1000).padStart(3, "0")}+00:00`;
}

/** The time some microseconds later, in the same form if it is one of the service's forms. */
export function later(text: string, by: Micros): string {
  const at = readTime(text);
  if (at === null) return text;
  const moved = writeTime(at + by);
  return hasZone(text) ? moved : moved.replace("+00:00", "");
}
