import type { Change, FeedSource, Instant } from "./records.js";
import { isRefusal } from "./refusal.js";
import type { State } from "./state.js";
import { advertiseSnap, type Given } from "./trigger.js";

/** A revision of a feed and when it is due. */
export interface DueRevision {
  at: Instant;
  revision: number;
}

/** An endless feed that is behind by more (the emulator was down for long) leaves out what is older. */
export const MOST_BEHIND = 20;
/** As much of one that nobody watched: who comes to watch sees one at once. */
const MOST_BEHIND_UNWATCHED = 1;
/** How many of the revisions that a source made known it remembers. */
const REMEMBERED = 10;
const MICROS = 1000;

/** The next revision that the store makes known; null where the source is through. */
export function nextOf(source: FeedSource): DueRevision | null {
  return comingOf(source, 1)[0] ?? null;
}

/** The next revisions, at most `most`. */
export function comingOf({ made, count, ...source }: FeedSource, most: number): DueRevision[] {
  const left = Math.min(count === null ? most : count - made, most);
  return Array.from({ length: Math.max(0, left) }, (_, n) => ({
    at: source.first_at + (made + n) * (source.every_ms ?? 0) * MICROS,
    revision: source.revision + (made + n) * source.step,
  }));
}

/**
 * What the store's making known of the next revision changes, as if it were advertised (D 773-779). That it was made is
 * part of the same commit, so it is made known once, whatever happens. A product that no longer references the snap or
 * has no Test Spec gets nothing of it.
 */
export function publishNext(state: State, source: FeedSource, given: Given): Change[] {
  const caughtUp = catchUp(source, given.now);
  const next = nextOf(caughtUp);
  const product = state.tables.products.get(source.product_id);
  if (next === null || product === undefined) return [];
  const { name, channel } = source;
  const decision = advertiseSnap(state, product, { name, revision: next.revision, channel }, given);
  const put: FeedSource = {
    ...caughtUp,
    made: caughtUp.made + 1,
    recent: [...source.recent, next].slice(-REMEMBERED),
  };
  return [{ table: "feed", put }, ...(isRefusal(decision) ? [] : decision.changes)];
}

function catchUp(source: FeedSource, now: Instant): FeedSource {
  if (source.count !== null || source.every_ms === null) return source;
  const due = Math.floor((now - source.first_at) / (source.every_ms * MICROS)) + 1;
  const most = source.while_watched ? MOST_BEHIND_UNWATCHED : MOST_BEHIND;
  return { ...source, made: Math.max(source.made, due - most) };
}
