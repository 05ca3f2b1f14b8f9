import { Mismatch } from "../../judge/mismatch.js";

/**
 * Tries several things at once, and each by itself only if that is wrong: a right server is asked once, and the report
 * about a wrong one names what is wrong.
 * @param fits whether a thing can be tried together with a later one
 * @throws what `attempt` throws for one thing, or else for several
 */
export async function together<T>(
  things: readonly T[],
  fits: (one: T, later: T) => boolean,
  attempt: (things: readonly T[]) => Promise<void>,
): Promise<void> {
  const groups: T[][] = [];
  for (const thing of things) {
    const group = groups.find((others) => others.every((other) => fits(other, thing)));
    if (group) group.push(thing);
    else groups.push([thing]);
  }
  for (const group of groups) {
    try {
      await attempt(group);
    } catch (error) {
      if (!(error instanceof Mismatch) || group.length === 1) throw error;
      for (const thing of group) await attempt([thing]);
      throw error;
    }
  }
}
