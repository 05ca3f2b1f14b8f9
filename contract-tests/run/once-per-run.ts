import type { ClauseContext } from "../clauses/clause.js";
import { Mismatch } from "../judge/mismatch.js";
import { SetUpMismatch } from "../judge/set-up-mismatch.js";
import type { Answer, ExchangeRecord } from "../target/answer.js";
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

/**
 * Sends a request once for all clauses that look at its answer; after an error, the next one sends it again.
 * The exchange is in the record of each of them.
 */
export async function sentOnce(
  { target, exchanges }: ClauseContext,
  what: string,
  send: () => Promise<Answer>,
): Promise<Answer> {
  const answers = sent.get(target) ?? new Map<string, Promise<Answer>>();
  sent.set(target, answers);
  const answer = answers.get(what) ?? send();
  answers.set(what, answer);
  answer.catch(() => answers.delete(what));
  const { exchange } = await answer;
  if (!exchanges.includes(exchange)) exchanges.push(exchange);
  return answer;
}

const sent = new WeakMap<Target, Map<string, Promise<Answer>>>();

/** @param last the last exchange of the set-up */
function ofSetUp(setUp: string, error: Mismatch, last: ExchangeRecord | undefined): SetUpMismatch {
  if (error instanceof SetUpMismatch) return error;
  const { what, grounds, exchange, also } = error;
  const expected = `${what.expected}, in the set-up (${setUp})`;
  return new SetUpMismatch(setUp, { expected, got: what.got }, grounds, exchange ?? last, also);
}
