import { type Clock, MICROS } from "../clock/clock.js";
import { nextOf, publishNext } from "../domain/feed.js";
import type { Change, FeedSource, Instant, Opportunity, SandboxSettings } from "../domain/records.js";
import { type Decision, isRefusal, notFound, type Refusal } from "../domain/refusal.js";
import type { State } from "../domain/state.js";
import { advertiseSnap, type SnapFields } from "../domain/trigger.js";
import type { IdSource } from "../ids.js";
import { StoreError } from "../persistence/store.js";
import type { Quota } from "./quota.js";
import type { Cause } from "./trace-book.js";

/** How long the feed waits before it retries when the state cannot be written, in milliseconds of the sandbox's clock. */
const RETRY_MS = 60_000;

/** What the feed needs of a sandbox. */
interface Fed {
  readonly state: State;
  readonly clock: Clock;
  readonly ids: IdSource;
  commit: (changes: readonly Change[], now: Instant, cause: Cause) => void;
  flushed: () => Promise<void>;
  readonly quota: Quota;
  readonly settings: SandboxSettings;
  readonly bus: { readonly watchers: number };
  /** Tells the operator. */
  warn: (message: string) => void;
}

/**
 * The snap feed: it advertises snap revisions on the sandbox's clock (D 773-775). Its progress is part of the state, so
 * it continues after a restart. "Until idle" waits for its timers.
 */
export class SnapFeed {
  readonly #disarm = new Map<string, () => void>();
  /** The sources of which the log was told that they make no opportunities. */
  readonly #told = new Set<string>();

  constructor(private readonly sandbox: Fed) {}

  /** Sets a timer for the next revision of every source. Call it with a new clock. */
  start(): void {
    this.#disarm.clear();
    this.#told.clear();
    for (const id of this.sandbox.state.tables.feed.keys()) this.#arm(id);
  }

  /** Resumes sources that advertise only while somebody watches. */
  resume(): void {
    for (const source of this.sandbox.state.tables.feed.values())
      if (source.while_watched) this.follow(source.id);
  }

  /** Updates the timer of a source that was changed or removed. */
  follow(id: string): void {
    this.#disarm.get(id)?.();
    this.#disarm.delete(id);
    this.#arm(id);
  }

  #arm(id: string): void {
    const { state, clock } = this.sandbox;
    const source = state.tables.feed.get(id);
    const next = source && nextOf(source);
    if (!next || !flows(this.sandbox, source)) return;
    const ms = Math.max(0, (next.at - clock.now()) / MICROS);
    this.#disarm.set(
      id,
      clock.after(ms, () => this.#publish(id), {
        endless: source.count === null && source.every_ms !== null,
      }),
    );
  }

  async #publish(id: string): Promise<void> {
    const { state, clock, ids } = this.sandbox;
    const source = state.tables.feed.get(id);
    // A feed that stopped because of the quota starts again at a reset.
    if (source === undefined || !this.sandbox.quota.hasQuotaForFeed) return;
    if (!flows(this.sandbox, source)) return;
    const now = clock.now();
    const cause = { by: "store" as const, manual: false };
    try {
      const { changes, refusal } = publishNext(state, source, { now, newId: idsOf(ids, source) });
      // The commit sets the next timer.
      this.sandbox.commit(changes, now, cause);
      this.#tell(source, refusal);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#disarm.set(
        id,
        clock.after(RETRY_MS, () => this.#publish(id), { endless: true }),
      );
      return;
    }
    await this.sandbox.flushed();
  }

  /** Says why a revision made no opportunities; for each source once, until one makes some. */
  #tell({ id, name, product_id }: FeedSource, refusal: Refusal | null): void {
    if (refusal === null) this.#told.delete(id);
    else if (!this.#told.has(id)) {
      this.#told.add(id);
      const product = this.sandbox.state.tables.products.get(product_id)!;
      const why = refusal.message || `the product ${JSON.stringify(product.name)} does not have this snap`;
      this.sandbox.warn(`the feed published ${name} without Test Opportunities: ${why}`);
    }
  }
}

/** The ids of the next revision of a source: its image's and its opportunities'. */
function idsOf(ids: IdSource, { id, made }: FeedSource): () => string {
  let count = 0;
  return () => ids.of("feed", id, String(made), String((count += 1)));
}

/**
 * Whether a source advertises its next revision. On a manual clock, a source that waits for watchers never does, so that
 * a program sees the same with and without watchers.
 */
export function flows({ settings, bus }: Pick<Fed, "settings" | "bus">, source: FeedSource): boolean {
  return source.while_watched !== true || (settings.clock.mode === "scaled" && bus.watchers > 0);
}

/** Advertises a revision now, for a client of the control plane. Durable when the sandbox is flushed. @throws SandboxFull */
export function publishByHand(sandbox: Fed, productId: string, fields: SnapFields): Decision<Opportunity[]> {
  const { state, clock, ids } = sandbox;
  const product = state.tables.products.get(productId);
  if (!product) return notFound(`product_id: the sandbox has no product ${productId}`);
  const now = clock.now();
  const decision = advertiseSnap(state, product, fields, { now, newId: ids.next });
  if (isRefusal(decision)) return decision;
  sandbox.quota.admit(decision.changes);
  sandbox.commit(decision.changes, now, { by: "store", manual: true });
  return decision;
}
