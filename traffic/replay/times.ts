/** Forms of a time in answers (contract.md §2). */
const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

/** A time of an answer. */
export interface ReadTime {
  /** Microseconds since 1970; no offset means UTC (A-03). */
  at: number;
  /** Its form with its digits left open: `T.6+00:00`. */
  form: string;
}

/** Reads a time; null if it is none. */
export function readTime(text: string): ReadTime | null {
  const [, year, month, day, hour, minute, second, fraction = "", zone = ""] = FORM.exec(text) ?? [];
  if (year === undefined) return null;
  const whole = Date.parse(`${year}-${month!}-${day!}T${hour!}:${minute!}:${second!}${zone || "Z"}`);
  if (Number.isNaN(whole)) return null;
  return {
    at: whole * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0")),
    form: `${fraction === "" ? "" : `.${fraction.length}`}${zone}`,
  };
}

/** A recorded time beside that of the replay, in microseconds. */
export interface TimePair {
  recorded: number;
  replayed: number;
}

/** So many times are remembered. */
const MAX_TIMES = 200_000;

/** The times of things over several answers: what stays in the recording stays in the replay, and what grows does not go back. */
export class TimeMemory {
  readonly #known = new Map<string, TimePair>();

  /** What is wrong with the next time at a place of a thing; null if nothing is. */
  note(key: string, next: TimePair): string | null {
    const before = this.#known.get(key);
    this.#known.set(key, next);
    if (this.#known.size > MAX_TIMES) this.#known.delete(this.#known.keys().next().value!);
    if (before === undefined) return null;
    const recorded = Math.sign(next.recorded - before.recorded);
    const replayed = Math.sign(next.replayed - before.replayed);
    if (recorded === 0) return replayed === 0 ? null : "changed";
    return replayed === -recorded ? "went the other way" : null;
  }
}

/** The first place at which times that follow each other in the flow go back in only one of the two; null if there is none. */
export function firstOutOfOrder(flow: readonly TimePair[]): number | null {
  for (let at = 1; at < flow.length; at++) {
    const [before, next] = [flow[at - 1]!, flow[at]!];
    if (next.recorded < before.recorded !== next.replayed < before.replayed) return at;
  }
  return null;
}
