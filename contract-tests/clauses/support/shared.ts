import type { ClauseContext } from "../../clause.js";
import type { Target } from "../../target.js";

const made = new WeakMap<Target, Map<string, Promise<unknown>>>();

/** What clauses of one run have in common: made by the first that asks. One that failed is made anew for the next. */
export async function shared<T>(t: ClauseContext, key: string, make: () => Promise<T>): Promise<T> {
  const ofRun = made.get(t.target) ?? new Map<string, Promise<unknown>>();
  made.set(t.target, ofRun);
  const known = ofRun.get(key) as Promise<T> | undefined;
  if (known) return known;
  const making = make();
  ofRun.set(key, making);
  making.catch(() => ofRun.delete(key));
  return making;
}
