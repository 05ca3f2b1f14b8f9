import type { Change, FeedSource, Instant } from "./records.js";
import { isRefusal, type Refusal } from "./refusal.js";
import type { State } from "./state.js";
import { advertiseSnap, type CommandContext } from "./trigger.js";

/** A revision of a feed and its due time. */
export interface DueRevision {
  at: Instant;
  revision: number;
}

/** Maximum number of overdue revisions that an endless feed publishes after downtime; older ones are skipped. */
export const MAX_OVERDUE = 20;
/** The same for a feed that nobody watched, so that a new watcher sees one revision at once. */
const MAX_OVERDUE_UNWATCHED = 1;
/** Number of published revisions that a source remembers. */
const MAX_RECENT = 10;
const MICROS = 1000;

/** The next revision that the snap feed publishes; null if the source is finished. */
export function nextOf(source: FeedSource): DueRevision | null {
  return comingOf(source, 1)[0] ?? null;
}

/** The next revisions, at most `most`. A source ends before a time or a number that a record cannot hold. */
export function comingOf({ made, count, ...source }: FeedSource, most: number): DueRevision[] {
  const left = Math.min(count === null ? most : count - made, most);
  const coming: DueRevision[] = [];
  for (let number = made; number < made + left; number++) {
    const next = {
      at: Math.round(source.first_at + number * (source.every_ms ?? 0) * MICROS),
      revision: source.revision + number * source.step,
    };
    if (![next.at, next.revision, number + 1].every(Number.isSafeInteger)) break;
    coming.push(next);
  }
  return coming;
}

/**
 * The changes of publishing the next revision, which act like an advertisement (D 773-779). The progress of the
 * source is in the same commit, so that each revision is published exactly once. A product that no longer references
 * the snap, or has no Test Spec or too many for one advertisement, gets no opportunities; `refusal` says why.
 */
export function publishNext(
  state: State,
  source: FeedSource,
  context: CommandContext,
): { changes: Change[]; refusal: Refusal | null } {
  const caughtUp = catchUp(source, context.now);
  const next = nextOf(caughtUp);
  const product = state.tables.products.get(source.product_id);
  if (next === null || product === undefined) return { changes: [], refusal: null };
  const { name, channel } = source;
  const decision = advertiseSnap(state, product, { name, revision: next.revision, channel }, context);
  const put: FeedSource = {
    ...caughtUp,
    made: caughtUp.made + 1,
    recent: [...source.recent, next].slice(-MAX_RECENT),
  };
  const progress: Change = { table: "feed", put };
  return isRefusal(decision)
    ? { changes: [progress], refusal: decision }
    : { changes: [progress, ...decision.changes], refusal: null };
}

function catchUp(source: FeedSource, now: Instant): FeedSource {
  if (source.count !== null || source.every_ms === null) return source;
  const due = Math.floor((now - source.first_at) / (source.every_ms * MICROS)) + 1;
  const most = source.while_watched ? MAX_OVERDUE_UNWATCHED : MAX_OVERDUE;
  return { ...source, made: Math.max(source.made, due - most) };
}
