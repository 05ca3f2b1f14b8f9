/** A target does not do what a clause says: told in plain words. */
export class Mismatch extends Error {
  override name = "Mismatch";

  /** @param by the statements that it breaks, where not all of the clause's: only assumptions make it a finding */
  constructor(
    readonly what: { expected: string; got: string },
    readonly by?: readonly string[],
  ) {
    super(`expected ${what.expected}; got ${what.got}`);
  }
}

/** A clause cannot be judged here; the message says why. */
export class Skip extends Error {
  override name = "Skip";
}

/** Throws a {@link Mismatch} unless `holds`. */
export function check(holds: boolean, expected: string, got: unknown, by?: readonly string[]): asserts holds {
  if (!holds) throw new Mismatch({ expected, got: typeof got === "string" ? got : inWords(got) }, by);
}

/** Most characters of a value that a message shows. */
const MAX_VALUE_LENGTH = 300;

/** A value as a report shows it: JSON, cut where it is long. */
export function inWords(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > MAX_VALUE_LENGTH
    ? `${text.slice(0, MAX_VALUE_LENGTH)}... (${text.length} characters)`
    : text;
}
