import type { ClauseContext } from "../clauses/clause.js";
import { Mismatch } from "../judge/mismatch.js";
import { SetUpMismatch } from "../judge/set-up-mismatch.js";
import type { ExchangeRecord } from "../target/answer.js";
import type { Target } from "../target/target.js";

/** An object that a run creates once, and the number of failed attempts. */
interface Kept {
  made: Promise<unknown> | null;
  tries: number;
  /** Of the clause that creates it. */
  exchanges: readonly ExchangeRecord[];
}

const kept = new WeakMap<Target, Map<string, Kept>>();

/** Maximum number of attempts if the target does not conform. */
const MAX_TRIES = 2;

/**
 * Creates an object once for all clauses of a run; after a failure, the next clause that needs it tries again.
 * @throws SetUpMismatch if the target does not conform
 */
export function oncePerRun<T>(
  { target, exchanges, shared }: ClauseContext,
  what: string,
  make: () => Promise<T>,
): Promise<T> {
  const things = kept.get(target) ?? new Map<string, Kept>();
  kept.set(target, things);
  const thing = things.get(what) ?? { made: null, tries: 0, exchanges };
  things.set(what, thing);
  if (thing.made === null) thing.exchanges = exchanges;
  else if (thing.exchanges !== exchanges) shared.push(thing.exchanges);
  thing.made ??= make().catch((error: unknown) => {
    const isTargets = error instanceof Mismatch;
    if (isTargets) thing.tries += 1;
    if (!isTargets || thing.tries < MAX_TRIES) thing.made = null;
    throw isTargets ? ofSetUp(what, error, exchanges.at(-1)) : error;
  });
  return thing.made as Promise<T>;
}

/** @param last the last exchange of the set-up */
function ofSetUp(setUp: string, error: Mismatch, last: ExchangeRecord | undefined): SetUpMismatch {
  if (error instanceof SetUpMismatch) return error;
  const { what, grounds, exchange, also } = error;
  const expected = `${what.expected}, in the set-up (${setUp})`;
  return new SetUpMismatch(setUp, { expected, got: what.got }, grounds, exchange ?? last, also);
}
