import type { Stage } from "./stage.js";
import { readTime } from "./times.js";

/** So many recorded times are remembered. */
const MAX_TIMES = 200_000;
/** A date that is this near to the recording is one of its own, in microseconds. */
const NEAR_US = 3_600_000_000;

/** The times of the stage for recorded ones, for dates in queries. */
export class ReplayTimes {
  readonly #replayed = new Map<number, number>();
  #recordedNow: number | null = null;

  constructor(private readonly stage: Stage) {}

  /** Two times that stand in the same place. */
  note(recorded: number, replayed: number): void {
    this.#replayed.set(recorded, replayed);
    if (this.#replayed.size > MAX_TIMES) this.#replayed.delete(this.#replayed.keys().next().value!);
  }

  /** The recording's time of the request that is sent next. */
  now(at: number): void {
    this.#recordedNow = at;
  }

  /** A date of a query for the stage: the time that it stands for, or as far from now as it was. */
  of(recorded: string): string {
    const read = readTime(recorded);
    if (read === null) return recorded;
    const known = this.#replayed.get(read.at);
    if (known !== undefined) return known === read.at ? recorded : written(known, recorded);
    const { clock } = this.stage;
    // A clock that stands still shows the recorded times.
    if (clock !== null || this.#recordedNow === null || Math.abs(read.at - this.#recordedNow) > NEAR_US)
      return recorded;
    return written(read.at + this.stage.now() - this.#recordedNow, recorded);
  }
}

/** A time with microseconds, without an offset if the other one has none. */
function written(at: number, like: string): string {
  const whole = Math.floor(at / 1_000_000);
  const fraction = String(at - whole * 1_000_000).padStart(6, "0");
  const zone = /(Z|[+-]\d\d:\d\d)$/.test(like) ? "+00:00" : "";
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${fraction}${zone}`;
}
