import type { IdKind } from "./places.js";

/** What came of binding two ids. */
export type Bound =
  /** They belong together, now or since before. */
  | "same"
  /** The recorded one belongs to another one. */
  | "other"
  /** The replayed one belongs to another recorded one. */
  | "taken";

/** Which id of a replay stands for which recorded one: one to one within each kind of thing. */
export class Bindings {
  readonly #replayed = new Map<string, string>();
  readonly #recorded = new Map<string, string>();

  /** Binds two ids that stand in the same place, unless one of them is bound otherwise. */
  bind(kind: IdKind, recorded: string, replayed: string): Bound {
    const known = this.#replayed.get(key(kind, recorded));
    if (known !== undefined) return known === replayed ? "same" : "other";
    if (this.#recorded.has(key(kind, replayed))) return "taken";
    this.#replayed.set(key(kind, recorded), replayed);
    this.#recorded.set(key(kind, replayed), recorded);
    return "same";
  }

  /** The id of the replay for a recorded one; undefined if there is none yet. */
  replayedOf(kind: IdKind, recorded: string): string | undefined {
    return this.#replayed.get(key(kind, recorded));
  }

  /** The recorded id that one of the replay stands for; undefined if there is none yet. */
  recordedOf(kind: IdKind, replayed: string): string | undefined {
    return this.#recorded.get(key(kind, replayed));
  }
}

const key = (kind: IdKind, id: string): string => `${kind} ${id}`;
