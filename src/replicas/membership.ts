import { goByClock, machineWall, monotonic } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import type { Database } from "../postgres/database.js";
import { deregister, type OwnFacts, register, renew, type ReplicaRow } from "../postgres/replica-rows.js";
import { PLACED } from "./own-work.js";

/** How long a lease lasts without renewal, and how often it is renewed, in milliseconds. */
export const LEASE_MS = 2500;
const RENEW_MS = 500;
/** So much earlier a replica takes its own lease as run out: clocks run at different speeds. */
const MARGIN_MS = 200;

/** The database's clock was set if it goes so much ahead of a clock that no date changes. Less ends no lease that is renewed in time. */
const JUMP_MS = 1000;

/** Options of a {@link Membership}. */
export interface MembershipOptions {
  /** For renewals only, so that they never wait for other statements. */
  database: Database;
  log: Logger;
  /** What the replica says about itself. */
  facts: () => OwnFacts;
  /** Called when the replica was declared gone: what it had open belongs to others. */
  onGone: () => Promise<void>;
  /** Called after each renewal. */
  onRenewed: () => void;
}

/**
 * A replica's place among the others: its id, its lease, and what it knows about the others. A replica that was declared
 * gone goes on with another id.
 */
export class Membership {
  #id = newSecret(8);
  #heldUntil = -Infinity;
  #replicas: ReplicaRow[] = [];
  /** At most so much is the database's clock ahead of the monotonic one. */
  #ahead = Infinity;
  #leasesTellFrom = -Infinity;
  #disarm = (): void => undefined;
  #renewing: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(private readonly options: MembershipOptions) {}

  get id(): string {
    return this.#id;
  }

  /** Whether the lease lasts: what is open here is nowhere else. By a clock that no date changes. */
  get isHeld(): boolean {
    return monotonic() < this.#heldUntil;
  }

  /**
   * Until which time of the database's clock a lease that has run out tells that its owner does not rely on it. Null for a while
   * after that clock was set forward, which ends the leases of all.
   */
  get leasesTellUntil(): number | null {
    const now = monotonic();
    return now < this.#leasesTellFrom ? null : now + this.#ahead + JUMP_MS;
  }

  /** The replicas at the last renewal, oldest first. */
  get replicas(): readonly ReplicaRow[] {
    return this.#replicas;
  }

  replica(id: string): ReplicaRow | undefined {
    return this.#replicas.find((one) => one.id === id);
  }

  /** Notes that a replica gets a new sandbox, until its own figures come. */
  noteWork(id: string): void {
    this.#replicas = this.#replicas.map((one) => (one.id === id ? { ...one, work: one.work + PLACED } : one));
  }

  /** Takes the first lease and renews it from now on. @throws StoreError */
  async begin(): Promise<void> {
    await this.#register();
    await this.renew();
  }

  /** Renews now, then at intervals. */
  renew(): Promise<void> {
    this.#renewing = this.#renewing.then(() => this.#renew());
    return this.#renewing;
  }

  /** Ends the renewals and leaves. */
  async end(): Promise<void> {
    this.#ended = true;
    this.#disarm();
    await this.#renewing;
    this.#heldUntil = -Infinity;
    await deregister(this.options.database, this.#id);
  }

  async #renew(): Promise<void> {
    if (this.#ended) return;
    this.#disarm();
    try {
      await this.#tryRenew();
      this.options.onRenewed();
    } catch (error) {
      this.options.log.warn({ error: String(error) }, "the lease of this replica could not be renewed");
    }
    // Not before the last one has ended: a slow database gets no more work.
    this.#disarm = machineWall().setTimeout(() => void this.renew(), RENEW_MS);
  }

  async #register(): Promise<void> {
    const since = monotonic();
    const now = await register(this.options.database, this.#id, this.options.facts(), LEASE_MS);
    this.#heldUntil = since + LEASE_MS - MARGIN_MS;
    this.#noteClock(now, since);
  }

  /** `now`: the database's clock at a time after `since`. */
  #noteClock(now: number, since: number): void {
    const until = monotonic();
    if (now - until > this.#ahead + JUMP_MS) this.#leasesTellFrom = until + LEASE_MS;
    this.#ahead = now - since;
    // In the middle of the question and the answer. What is set at this machine's date changes nothing.
    goByClock(now - (since + until) / 2);
  }

  async #tryRenew(): Promise<void> {
    const { database, facts, onGone, log } = this.options;
    const since = monotonic();
    const { isHeld, now, replicas } = await renew(database, this.#id, facts(), LEASE_MS);
    this.#replicas = replicas;
    if (isHeld) {
      this.#heldUntil = since + LEASE_MS - MARGIN_MS;
      this.#noteClock(now, since);
      return;
    }
    log.warn(
      {},
      "this replica was silent for too long, and others took its sandboxes; it goes on without them",
    );
    this.#heldUntil = -Infinity;
    // First, so that an ownership that is being taken under the old one is seen to be void.
    this.#id = newSecret(8);
    await onGone();
    await this.#register();
  }
}
