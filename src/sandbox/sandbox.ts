import type { Lab } from "../../devices/lab.js";
import { memoryOutbox, type Outbox } from "../../devices/outbox.js";
import { type Clock, instantAfter, machineWall, type WallClock } from "../clock/clock.js";
import type { Change, Instant, SandboxMeta, SandboxSettings, Tables } from "../domain/records.js";
import { lastEvent, State } from "../domain/state.js";
import { storeResult } from "../domain/walk.js";
import { NonceStore } from "./nonce-store.js";
import { IdSource } from "../ids.js";
import type { Store } from "../persistence/store.js";
import { AgentRegister } from "./agent-register.js";
import { EventBus } from "./event-bus.js";
import { ExchangeLog } from "./exchange-log.js";
import { FaultBook } from "./fault-book.js";
import { NO_QUOTA, type Quota, SandboxQuota } from "./quota.js";
import { SnapFeed } from "./snap-feed.js";
import { ORDINARY_TERMS, type SandboxTerms } from "./terms.js";
import { type Cause, TraceBook } from "./trace-book.js";

/** Storing follows posting after so many milliseconds of the sandbox's clock (D 980-986). */
const STORING_DELAY_MS = 30;

/** What a sandbox needs from the emulator around it. */
export interface SandboxDeps {
  store: Store;
  makeClock: (settings: SandboxSettings, notBefore: Instant) => Clock;
  /** Where results of the lab wait until they are delivered; in memory where left out. */
  outbox?: Outbox | undefined;
  /** Makes the sandbox's lab, not yet started; null where it has none. */
  makeLab: (sandbox: Sandbox) => SandboxLab | null;
  /** The machine's time unless given. */
  wall?: WallClock | undefined;
  /** On what terms its owner has it; the ordinary ones where left out. */
  terms?: SandboxTerms | undefined;
}

/** A lab that costs nothing while there is nothing for it to do. */
export interface SandboxLab extends Lab {
  readonly asleep: boolean;
  /** Has its idle devices poll at once, where it is asleep. */
  wake: () => void;
}

/**
 * The unit of isolation: one state, one clock, one lab, one source of ids. Credentials choose it. The store holds its
 * meta record from the start.
 */
export class Sandbox {
  readonly nonces: NonceStore;
  readonly bus: EventBus;
  readonly faults = new FaultBook(() => this.settings.random_seed);
  readonly outbox: Outbox;
  /** What was asked of it and answered, in memory. */
  readonly exchanges: ExchangeLog;
  readonly terms: SandboxTerms;
  /** How much room its records leave. */
  readonly quota: Quota;
  readonly #deps: SandboxDeps;
  #state: State;
  #clock: Clock;
  #ids: IdSource;
  #lab: SandboxLab | null = null;
  readonly wall: WallClock;
  #touchedAt: number;
  readonly #storing = new Map<string, Instant>();
  #labEnds = new AbortController();
  #agents = new AgentRegister();
  #traces: TraceBook;
  readonly #feed = new SnapFeed(this);
  /** The replacement under way: the next waits for it. */
  #replacing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    /** `default` for the one that `start` makes. */
    readonly name: string,
    deps: SandboxDeps,
  ) {
    this.#deps = deps;
    this.terms = deps.terms ?? ORDINARY_TERMS;
    const { limits } = this.terms;
    this.nonces = new NonceStore({ maxEntries: limits.nonces });
    this.bus = new EventBus(limits.events, () => this.#feed.resume());
    this.exchanges = new ExchangeLog(limits.exchanges, limits.exchangeBytes);
    this.#traces = new TraceBook(limits.notes);
    this.quota = limits.bytes < Infinity ? new SandboxQuota(limits, () => deps.store.tables) : NO_QUOTA;
    this.outbox = deps.outbox ?? memoryOutbox();
    this.wall = deps.wall ?? machineWall();
    this.#touchedAt = this.wall.now();
    const { settings, ids_drawn, last_time } = this.meta;
    this.#state = new State(deps.store.tables);
    this.#clock = deps.makeClock(settings, last_time);
    this.#ids = new IdSource(settings.random_seed, ids_drawn);
    for (const { id } of this.#state.posted()) this.#storeLater(id);
    this.#feed.start();
  }

  get state(): State {
    return this.#state;
  }
  get clock(): Clock {
    return this.#clock;
  }
  get ids(): IdSource {
    return this.#ids;
  }
  /** The virtual lab; null where there is none, or it was not started. */
  get lab(): SandboxLab | null {
    return this.#lab;
  }
  /** Aborts when the lab is told to stop: whatever holds its requests back lets them go. */
  get labStopping(): AbortSignal {
    return this.#labEnds.signal;
  }
  /** The agents that its requests tell of. */
  get agents(): AgentRegister {
    return this.#agents;
  }
  /** When its posted result is going to be stored; null where there is none, or it is stored. */
  storedAt(opportunityId: string): Instant | null {
    return this.#storing.get(opportunityId) ?? null;
  }
  /** What caused what, opportunity by opportunity. */
  get traces(): TraceBook {
    return this.#traces;
  }
  get settings(): SandboxSettings {
    return this.meta.settings;
  }
  get meta(): SandboxMeta {
    return this.#deps.store.tables.meta.get("sandbox")!;
  }

  /** A client asked something: a lab that is asleep wakes. */
  touch(): void {
    this.#touchedAt = this.wall.now();
    this.#lab?.wake();
  }
  /** Milliseconds of wall time since a client asked anything. */
  quietMs(): number {
    return this.wall.now() - this.#touchedAt;
  }

  /**
   * Applies all changes of one command at once. Durable when {@link flushed} resolves. What somebody asks for is refused
   * while the state cannot be written, and nothing is changed; what the emulator owes to earlier commands never is.
   * @throws StoreError
   */
  commit(
    changes: readonly Change[],
    now: Instant = this.#clock.now(),
    cause: Cause = { by: "emulator" },
  ): void {
    if (changes.length === 0) return;
    const meta = { ...this.meta, ids_drawn: this.#ids.drawn, last_time: now };
    const all: Change[] = [...changes, { table: "meta", put: meta }];
    if (cause.by !== "emulator") this.#deps.store.admit();
    this.#state.around(all, () => this.#deps.store.commit(all));
    this.quota.note(all);
    this.#clock.noteProgress();
    for (const change of changes) this.#follow(change, now, cause);
  }

  /** Why the state cannot be written; null where it can. */
  trouble(): Promise<string | null> {
    return this.#deps.store.check();
  }

  /** Resolves when all that was committed is durable: before that nothing may be answered. */
  flushed(): Promise<void> {
    return this.#deps.store.flushed();
  }

  startLab(): void {
    if (this.#lab !== null) return;
    this.#labEnds = new AbortController();
    this.#lab = this.#deps.makeLab(this);
    this.#lab?.start();
  }

  async stopLab(): Promise<void> {
    const lab = this.#lab;
    this.#lab = null;
    this.#labEnds.abort();
    await lab?.stop();
  }

  /** Changes what the sandbox was made with, without a reset: the speed of its clock, its expiry. */
  changeSettings(change: Partial<SandboxSettings>): void {
    const settings = { ...this.settings, ...change };
    this.#deps.store.admit();
    this.#deps.store.commit([{ table: "meta", put: { ...this.meta, settings } }]);
  }

  /**
   * Puts other records in the place of all that there are, with a new clock and a new lab. One step: it is done, or all
   * is as before; one after the other. `tables` hold their meta record.
   */
  replace(tables: Tables): Promise<void> {
    const replaced = this.#replacing.then(() => this.#replace(tables));
    this.#replacing = replaced.catch(() => undefined);
    return replaced;
  }

  async #replace(tables: Tables): Promise<void> {
    // Deleted meanwhile: it must not come to life again.
    if (this.#closed) return;
    // Tried out before anything is given up: records that no state can be made of throw here.
    new State(tables);
    const hadLab = this.#lab !== null;
    await this.stopLab();
    try {
      // First: results of the records that go must never reach those that come. Should it fail, the lab tests anew.
      await this.outbox.clear();
      await this.#deps.store.replace(tables, () => this.#renew());
    } finally {
      if (hadLab) this.startLab();
    }
  }

  /** Derives all anew from other records. In one turn: a request finds either the old or the new. */
  #renew(): void {
    this.#clock.close();
    const { settings, ids_drawn, last_time } = this.meta;
    this.#state = new State(this.#deps.store.tables);
    this.#clock = this.#deps.makeClock(settings, last_time);
    this.#ids = new IdSource(settings.random_seed, ids_drawn);
    this.#agents = new AgentRegister();
    this.#traces = new TraceBook(this.terms.limits.notes);
    this.quota.measure();
    this.#storing.clear();
    for (const { id } of this.#state.posted()) this.#storeLater(id);
    this.#feed.start();
    this.exchanges.clear();
    this.faults.reset();
    this.bus.publish("state", this.#clock.now(), { replaced: settings.seed });
  }

  /** Stops lab and clock and closes the state. Those who watch are told that there is no more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.bus.end();
    await this.#replacing;
    await this.stopLab();
    this.#clock.close();
    await this.#deps.store.close();
  }

  /** What a change sets in motion. */
  #follow(change: Change, now: Instant, cause: Cause): void {
    if (change.table === "feed") this.#feed.follow("put" in change ? change.put.id : change.remove);
    if (change.table !== "walks") return;
    if ("remove" in change) {
      this.#traces.forget(change.remove);
      return;
    }
    const state = lastEvent(change.put)!;
    const { product_id } = this.#state.opportunity(change.put.id)!;
    this.#traces.event(change.put.id, state, now, cause);
    this.bus.publish("opportunity", now, { test_opportunity_id: change.put.id, product_id, state });
    if (state === "QUEUED_FOR_AGENTS") this.#lab?.wake();
    if (state === "RESULT_POSTED") {
      this.#storeLater(change.put.id, STORING_DELAY_MS + this.faults.storingDelay(change.put.id));
    }
  }

  #storeLater(opportunityId: string, ms = STORING_DELAY_MS): void {
    this.#storing.set(opportunityId, instantAfter(this.#clock.now(), ms));
    this.#clock.after(ms, async () => {
      this.#storing.delete(opportunityId);
      const now = this.#clock.now();
      this.commit(storeResult(this.#state, opportunityId, now), now);
      await this.flushed();
    });
  }
}
