/** Two lists of things by their ids, and which ids are known to belong together. */
export interface ToAlign {
  recorded: readonly (string | null)[];
  replayed: readonly (string | null)[];
  replayedOf: (recorded: string) => string | undefined;
  recordedOf: (replayed: string) => string | undefined;
  /** Whether a recorded thing is known to have no counterpart. */
  isLost: (recorded: string) => boolean;
}

/** Which items of two lists belong together, by their places in the lists. */
export interface Aligned {
  /** In the recorded order. */
  pairs: [recorded: number, replayed: number][];
  onlyRecorded: number[];
  onlyReplayed: number[];
  /** Place in the recorded list of the first item that known ids put in another order; null if none does. */
  firstMoved: number | null;
}

/**
 * Items whose ids belong together are a pair, wherever they stand. Those that are new on both sides are pairs in their order:
 * there they get bound.
 */
export function align({ recorded, replayed, replayedOf, recordedOf, isLost }: ToAlign): Aligned {
  const placeOf = new Map<string, number>();
  for (const [place, id] of replayed.entries()) if (id !== null && !placeOf.has(id)) placeOf.set(id, place);
  const pairs: [number, number][] = [];
  const onlyRecorded: number[] = [];
  const newOnes: number[] = [];
  const taken = new Set<number>();
  for (const [place, id] of recorded.entries()) {
    const bound = id === null ? undefined : replayedOf(id);
    const found = bound === undefined ? undefined : placeOf.get(bound);
    if (bound === undefined) (id !== null && isLost(id) ? onlyRecorded : newOnes).push(place);
    else if (found === undefined || taken.has(found)) onlyRecorded.push(place);
    else {
      pairs.push([place, found]);
      taken.add(found);
    }
  }
  const firstMoved = firstDescent(pairs);
  const free = replayed.flatMap((id, place) =>
    taken.has(place) || (id !== null && recordedOf(id) !== undefined) ? [] : [place],
  );
  for (const [at, place] of newOnes.entries()) {
    const partner = free[at];
    if (partner === undefined) onlyRecorded.push(place);
    else {
      pairs.push([place, partner]);
      taken.add(partner);
    }
  }
  return {
    pairs: pairs.sort(([one], [other]) => one - other),
    onlyRecorded: onlyRecorded.sort((one, other) => one - other),
    onlyReplayed: replayed.flatMap((_, place) => (taken.has(place) ? [] : [place])),
    firstMoved,
  };
}

/** The first pair whose partner stands before that of the pair before it. */
function firstDescent(pairs: readonly [number, number][]): number | null {
  for (let at = 1; at < pairs.length; at++) if (pairs[at]![1] < pairs[at - 1]![1]) return pairs[at]![0];
  return null;
}
