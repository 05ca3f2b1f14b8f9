import { type Run, SecretFinder } from "../../src/http/secret-finder.js";
import { HIDDEN } from "../../src/http/secrets.js";
import type { Credentials } from "../../src/oauth1/sign.js";
import { formsOf } from "../../src/text/secret-forms.js";
import { unescaped } from "./unescaped.js";
import type { Work } from "./work.js";

/** What is hidden of credentials. A consumer key opens nothing by itself, but it may name a person. */
export const secretsOf = (...all: readonly Credentials[]): string[] =>
  all.flatMap(({ consumer_key, consumer_secret, token_key, token_secret }) => [
    ...[consumer_key, consumer_secret, token_key, token_secret],
  ]);

/** Shorter ones are ordinary words. */
const SHORTEST = 6;
/** So many characters of the forms of earlier exchanges' secrets are remembered; the oldest are forgotten. */
const MAX_CHARACTERS = 128 * 1024;
/** A secret counts with no more: it is found by its beginning. */
const COUNTED = 128;
/** A signature base string has its parameters encoded twice, and a URL may have it in its query. */
const MAX_ESCAPED = 3;
/** What it costs to read an escaped text, in searches of it. */
const UNESCAPING = 3;
/** So many forms are looked for one by one before all are looked for together. */
const MAX_RECENT = 64;

/** Secrets that are hidden by their values, wherever and in whatever form they stand. */
export class KnownSecrets {
  readonly #permanent: ReadonlySet<string>;
  /** The forms of a secret by its value, the oldest first. */
  readonly #remembered = new Map<string, readonly string[]>();
  #characters = 0;
  #finder: SecretFinder;
  /** Forms that came after the finder was made. */
  #recent: string[] = [];

  /** @param permanent secrets that are never forgotten, such as those of the credentials */
  constructor(permanent: readonly string[]) {
    this.#permanent = new Set(permanent.filter(({ length }) => length >= SHORTEST));
    this.#finder = this.#newFinder();
  }

  /** Remembers secrets. */
  add(secrets: Iterable<string>): void {
    for (const secret of secrets) {
      if (secret.length < SHORTEST || secret === HIDDEN) continue;
      if (this.#permanent.has(secret) || this.#remembered.has(secret)) continue;
      const forms = formsOf(secret);
      this.#remembered.set(secret, forms);
      this.#characters += countedIn(forms);
      this.#recent.push(...forms);
    }
    for (const [oldest, forms] of this.#remembered) {
      if (this.#characters <= MAX_CHARACTERS) break;
      this.#remembered.delete(oldest);
      this.#characters -= countedIn(forms);
    }
    if (this.#recent.length > MAX_RECENT) this.#finder = this.#newFinder();
  }

  /** The text without them. @throws TooMuchWork */
  hide(text: string, work?: Work): string {
    if (text.length < SHORTEST) return text;
    let shown = "";
    let from = 0;
    for (const { start, end } of this.#runs(text, MAX_ESCAPED, work)) {
      shown += text.slice(from, start) + HIDDEN;
      from = end;
    }
    return from === 0 ? text : shown + text.slice(from);
  }

  /** Where secrets are, also those that are escaped, at most `times` times. */
  #runs(text: string, times: number, work: Work | undefined): Run[] {
    work?.take(text.length);
    // One may be a part of another, so that all are looked for together.
    if (this.#recent.some((form) => text.includes(form))) this.#finder = this.#newFinder();
    const plain = this.#finder.runs(text);
    const read = times === 0 ? null : unescaped(text);
    if (read === null) return plain;
    work?.take(UNESCAPING * text.length);
    const { at } = read;
    const inner = this.#runs(read.text, times - 1, work);
    return merged([...plain, ...inner.map(({ start, end }) => ({ start: at[start]!, end: at[end]! }))]);
  }

  #newFinder(): SecretFinder {
    this.#recent = [];
    return new SecretFinder([
      ...[...this.#permanent].flatMap(formsOf),
      ...[...this.#remembered.values()].flat(),
    ]);
  }
}

/** Runs in order, those that overlap as one. */
function merged(runs: Run[]): Run[] {
  const found: Run[] = [];
  for (const { start, end } of runs.sort((one, other) => one.start - other.start)) {
    const last = found.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else found.push({ start, end });
  }
  return found;
}

const countedIn = (forms: readonly string[]): number =>
  forms.reduce((sum, { length }) => sum + Math.min(length, COUNTED), 0);
