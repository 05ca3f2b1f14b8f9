/** A secret is found by its first characters; the rest is compared where they stand. */
const PREFIX = 128;

/** A state of the automaton: the texts that begin with the same characters. */
interface Node {
  next: Map<number, Node>;
  /** The longest other beginning of a secret that this one ends with. */
  fallback: Node | null;
  /** The longest secret's prefix that ends here, its length and its whole value; null for none. */
  found: { length: number; value: string } | null;
}

/** From the first character to the one after the last. */
export interface Run {
  start: number;
  end: number;
}

const newNode = (): Node => ({ next: new Map(), fallback: null, found: null });

/**
 * Finds many texts in another in one pass (Aho and Corasick, 1975): the time grows with the length of the secrets and that
 * of the text, not with their product.
 */
export class SecretFinder {
  readonly #root = newNode();

  constructor(values: Iterable<string>) {
    for (const value of values) this.#add(value);
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
    let node = this.#root;
    for (let at = 0; at < text.length; at++) {
      node = this.#step(node, text.charCodeAt(at));
      if (node.found === null) continue;
      const { length, value } = node.found;
      let start = at + 1 - length;
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

  #add(value: string): void {
    let node = this.#root;
    const length = Math.min(value.length, PREFIX);
    for (let at = 0; at < length; at++) {
      const code = value.charCodeAt(at);
      let next = node.next.get(code);
      if (next === undefined) node.next.set(code, (next = newNode()));
      node = next;
    }
    if (node.found === null || node.found.value.length < value.length) node.found = { length, value };
  }

  /** Breadth first, so that shorter texts are linked before longer ones. */
  #link(): void {
    const queue: Node[] = [this.#root];
    for (const node of queue) {
      for (const [code, next] of node.next) {
        next.fallback = node.fallback === null ? this.#root : this.#step(node.fallback, code);
        next.found ??= next.fallback.found;
        queue.push(next);
      }
    }
  }

  #step(from: Node, code: number): Node {
    let node: Node | null = from;
    while (node !== null) {
      const next = node.next.get(code);
      if (next !== undefined) return next;
      node = node.fallback;
    }
    return this.#root;
  }
}
