import { TextStates } from "./text-states.js";

/** A secret is found by its first characters; the rest is compared where they stand. */
const PREFIX = 128;

/** From the first character to the one after the last. */
export interface Run {
  start: number;
  end: number;
}

/**
 * Finds many texts in another in one pass (Aho and Corasick, 1975): the time grows with the length of the secrets and that
 * of the text, not with their product.
 */
export class SecretFinder {
  readonly #values: readonly string[];
  readonly #states: TextStates;
  /** By state: the longest other beginning of a secret that it ends with; its own number for none. */
  readonly #fallback: Int32Array;
  /** By state: the index of the longest secret whose prefix ends there; -1 for none. */
  readonly #found: Int32Array;

  constructor(values: Iterable<string>) {
    this.#values = [...values];
    this.#states = new TextStates(
      this.#values.reduce((sum, { length }) => sum + Math.min(length, PREFIX), 0),
    );
    const found = new Int32Array(this.#states.most).fill(-1);
    for (const [index, value] of this.#values.entries()) {
      const state = this.#states.add(value, Math.min(value.length, PREFIX));
      const known = this.#values[found[state]!];
      if (known === undefined || known.length < value.length) found[state] = index;
    }
    this.#found = found;
    this.#fallback = new Int32Array(this.#states.most);
    this.#link();
  }

  /** The text with `instead` for each run of characters that belong to a secret. */
  replace(text: string, instead: string): string {
    let shown = "";
    let from = 0;
    for (const run of this.runs(text)) {
      shown += text.slice(from, run.start) + instead;
      from = run.end;
    }
    return shown + text.slice(from);
  }

  /** The runs of characters that belong to secrets, in order and without overlap. */
  runs(text: string): Run[] {
    const runs: Run[] = [];
    let state = 0;
    for (let at = 0; at < text.length; at++) {
      state = this.#step(state, text.charCodeAt(at));
      const value = this.#values[this.#found[state]!];
      if (value === undefined) continue;
      let start = at + 1 - Math.min(value.length, PREFIX);
      let end = at + 1;
      const hidden = runs.at(-1)?.end ?? 0;
      if (end < hidden) end = hidden;
      else while (end - start < value.length && end < text.length && text[end] === value[end - start]) end++;
      // A longer secret may have begun before runs that were found earlier.
      for (let last = runs.at(-1); last !== undefined && start < last.end; last = runs.at(-1)) {
        start = Math.min(start, last.start);
        runs.pop();
      }
      runs.push({ start, end });
    }
    return runs;
  }

  /** Shorter texts first, so that those that a longer one falls back to are linked. */
  #link(): void {
    for (const state of this.#states.byLength()) {
      const { before, code } = this.#states.of(state);
      const to = before === 0 ? 0 : this.#step(this.#fallback[before]!, code);
      this.#fallback[state] = to;
      if (this.#found[state] === -1) this.#found[state] = this.#found[to]!;
    }
  }

  #step(from: number, code: number): number {
    for (let state = from; ; state = this.#fallback[state]!) {
      const next = this.#states.next(state, code);
      if (next !== 0) return next;
      if (state === 0) return 0;
    }
  }
}
