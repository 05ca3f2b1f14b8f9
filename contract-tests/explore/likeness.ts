/** Microseconds of a time with or without an offset; null if it is none. */
export function microseconds(text: string): number | null {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.(\d{6})(Z|[+-]\d\d:?\d\d)?$/.exec(text);
  if (!match) return null;
  const ms = Date.parse(`${match[1]!}${match[3] ?? "Z"}`);
  return Number.isNaN(ms) ? null : ms * 1000 + Number(match[2]);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Which id and which time of one server stands for which of the other. Ids are one-to-one. Times are equal where the
 * other server's are, and in the same order.
 */
export class Likeness {
  readonly #ids = new Map<string, string>();
  readonly #back = new Map<string, string>();
  /** Pairs of times, in the model's order. */
  readonly #times: { model: number; target: number }[] = [];
  #hasTies = false;

  /** @param sent whether a client may have sent this value, which then comes back unchanged */
  constructor(private readonly sent: (value: string) => boolean) {}

  /** Whether the target has the same time for objects that the model made one after the other, which is allowed. */
  get hasTies(): boolean {
    return this.#hasTies;
  }

  /** Whether the target has shown this id for an object of the model. */
  knows(targetId: string): boolean {
    return this.#back.has(targetId);
  }

  /** The target's id of the model's object; undefined if it is not known yet. */
  idOf(modelId: string): string | undefined {
    return this.sent(modelId) ? modelId : this.#ids.get(modelId);
  }

  /** Why a target's id does not stand for the model's; null if it does. Both are remembered. */
  id(model: string, target: string): string | null {
    const known = this.idOf(model);
    if (known !== undefined) return known === target ? null : `${known}, as before`;
    const other = this.#back.get(target);
    if (other !== undefined) return "an id of its own, not that of another object";
    if (UUID.test(model) && !UUID.test(target)) return "a UUID";
    this.#ids.set(model, target);
    this.#back.set(target, model);
    return null;
  }

  /** Why a target's time does not stand for the model's; null if it does. Both are remembered. */
  time(model: string, target: string): string | null {
    const [one, other] = [microseconds(model), microseconds(target)];
    // Its form is judged by the spec.
    if (one === null || other === null) return null;
    const index = this.#times.findIndex((pair) => pair.model >= one);
    const next = this.#times[index === -1 ? this.#times.length : index];
    const before = this.#times[index === -1 ? this.#times.length - 1 : index - 1];
    if (next?.model === one) return next.target === other ? null : "the same time as before";
    if (before && before.target > other) return "a time not before that of an earlier object";
    if (next && next.target < other) return "a time not after that of a later object";
    if (before?.target === other || next?.target === other) this.#hasTies = true;
    this.#times.splice(index === -1 ? this.#times.length : index, 0, { model: one, target: other });
    return null;
  }
}
