import type { ClauseContext } from "../clauses/clause.js";
import type { Target } from "../target/target.js";

const kept = new WeakMap<Target, Map<string, Promise<unknown>>>();

/** Creates an object once for all clauses of a run; after a failure, the next clause that needs it tries again. */
export function oncePerRun<T>({ target }: ClauseContext, what: string, make: () => Promise<T>): Promise<T> {
  const things = kept.get(target) ?? new Map<string, Promise<unknown>>();
  kept.set(target, things);
  const known = things.get(what) as Promise<T> | undefined;
  if (known) return known;
  const made = make();
  things.set(what, made);
  made.catch(() => things.delete(what));
  return made;
}
