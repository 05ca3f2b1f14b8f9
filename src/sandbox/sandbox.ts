import { sharedController } from "../clock/shared-signal.js";
import type { Lab } from "../../devices/lab.js";
import { memoryOutbox, type Outbox } from "../../devices/outbox.js";
import { type Clock, instantAfter, machineWall, monotonic, type WallClock } from "../clock/clock.js";
import { inSteps, OneByOne } from "../clock/in-turns.js";
import type { ScaledClock } from "../clock/scaled-clock.js";
import type { Change, Instant, Progress, SandboxMeta, SandboxSettings, Tables } from "../domain/records.js";
import { lastEvent } from "../domain/events.js";
import { State } from "../domain/state.js";
import { storeResult } from "../domain/walk.js";
import { NonceStore } from "./nonce-store.js";
import { IdSource } from "../ids.js";
import { type Store, StoreError } from "../persistence/store.js";
import { AgentRegister } from "./agent-register.js";
import { EventBus } from "./event-bus.js";
import { ExchangeLog } from "./exchange-log.js";
import { FaultBook } from "./fault-book.js";
import { NO_QUOTA, type Quota, SandboxQuota } from "./quota.js";
import { SnapFeed } from "./snap-feed.js";
import { ORDINARY_TERMS, type SandboxTerms } from "./terms.js";
import { noTotals, type Totals } from "./totals.js";
import { type Cause, TraceBook } from "./trace-book.js";

/** Delay between posting and storing a result, in milliseconds of the sandbox's clock (D 980-986). */
const STORING_DELAY_MS = 30;

/** Number of results of a new state that are stored in one turn. */
const STORED_AT_ONCE = 100;

/** What a sandbox needs from the emulator around it. */
export interface SandboxDeps {
  store: Store;
  /** The state of the store's tables. */
  state: State;
  makeClock: (settings: SandboxSettings, notBefore: Instant) => Clock;
  /** Where results of the lab wait until they are delivered. Default: in memory. */
  outbox?: Outbox | undefined;
  /** Makes the sandbox's lab, not yet started; null if it has none. */
  makeLab: (sandbox: Sandbox) => SandboxLab | null;
  /** Writes to the log. */
  warn?: ((message: string) => void) | undefined;
  /** Default: the machine's time. */
  wall?: WallClock | undefined;
  /** The counters of the process. */
  totals?: Totals | undefined;
  /** Terms of its owner. Default: the operator's terms. */
  terms?: SandboxTerms | undefined;
}

/** A lab that pauses while it has nothing to do. */
export interface SandboxLab extends Lab {
  readonly asleep: boolean;
  /** If the lab is paused, makes its idle devices poll at once. */
  wake: () => void;
}

/**
 * The unit of isolation: one state, one clock, one lab, one source of ids. Credentials select it. Its store must already
 * hold its meta record.
 */
export class Sandbox {
  readonly nonces: NonceStore;
  readonly bus: EventBus;
  /** Clients' changes of its settings, each of which keeps all of them until it is durable, with the seed's document. */
  readonly settling = new OneByOne();
  readonly faults: FaultBook;
  readonly outbox: Outbox;
  /** Its latest requests and answers, in memory. */
  readonly exchanges: ExchangeLog;
  readonly terms: SandboxTerms;
  /** The limits on its records. */
  readonly quota: Quota;
  readonly #deps: SandboxDeps;
  #state: State;
  #clock: Clock;
  #ids: IdSource;
  #lab: SandboxLab | null = null;
  /** Whether it is to have a lab; a replacement of the state stops that for a moment only. */
  #wantsLab = false;
  #isBetweenStates = false;
  readonly wall: WallClock;
  #touchedAt: number;
  /** When results that were posted since the state was made will be stored. */
  readonly #storing = new Map<string, Instant>();
  /** When those that were posted before will be stored. */
  #waitingUntil: Instant = 0;
  readonly #totals: Totals;
  #labEnds = sharedController();
  #agents = new AgentRegister();
  #traces: TraceBook;
  readonly #feed = new SnapFeed(this);
  /** The current replacement: the next waits for it. */
  #replacing: Promise<void> = Promise.resolve();
  /** Why it takes no more changes: it was deleted, or another process has it; null while it is open. */
  #closed: Error | null = null;
  /** Whether all that the store does not have, since the sandbox was closed, is the time of its clock. */
  #lacksOnlyTime = false;

  constructor(
    /** `default` for the sandbox that `start` makes. */
    readonly name: string,
    deps: SandboxDeps,
  ) {
    this.#deps = deps;
    this.terms = deps.terms ?? ORDINARY_TERMS;
    const { limits } = this.terms;
    this.nonces = new NonceStore({ maxEntries: limits.nonces, elapsed: () => monotonic() / 1000 });
    this.bus = new EventBus(limits.events, () => this.#feed.resume());
    this.exchanges = new ExchangeLog(limits.exchanges, limits.exchangeBytes);
    this.faults = new FaultBook(() => this.settings.random_seed, limits.exchangeBytes);
    this.#traces = new TraceBook(limits.notes);
    this.quota = limits.bytes < Infinity ? new SandboxQuota(limits, () => deps.store.tables) : NO_QUOTA;
    this.outbox = deps.outbox ?? memoryOutbox();
    this.wall = deps.wall ?? machineWall();
    this.#totals = deps.totals ?? noTotals();
    this.#touchedAt = this.wall.now();
    const { settings, ids_drawn, last_time } = this.meta;
    this.#state = deps.state;
    this.#clock = deps.makeClock(settings, last_time);
    this.#ids = new IdSource(settings.random_seed, ids_drawn);
    this.#storeWaiting();
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
  /** The virtual lab; null if there is none, or it was not started. */
  get lab(): SandboxLab | null {
    return this.#lab;
  }
  /** Aborts when the lab stops, so that delayed requests of the lab end. */
  get labStopping(): AbortSignal {
    return this.#labEnds.signal;
  }
  /** The agents that its requests show. */
  get agents(): AgentRegister {
    return this.#agents;
  }
  /** When its posted result will be stored; null if there is none, or it is stored. */
  storedAt(opportunityId: string): Instant | null {
    if (!this.#state.posted.has(opportunityId)) return null;
    return this.#storing.get(opportunityId) ?? this.#waitingUntil;
  }
  /** The causes of changes, by opportunity. */
  get traces(): TraceBook {
    return this.#traces;
  }
  get settings(): SandboxSettings {
    return this.meta.settings;
  }
  get meta(): SandboxMeta {
    return this.#deps.store.tables.meta.get("sandbox")!;
  }

  warn(message: string): void {
    this.#deps.warn?.(message);
  }

  /** Notes a client's request and resumes a paused lab. */
  touch(): void {
    this.#touchedAt = this.wall.now();
    this.#lab?.wake();
  }
  /** Milliseconds of wall time since the latest client request. */
  quietMs(): number {
    return this.wall.now() - this.#touchedAt;
  }

  /**
   * Applies all changes of one command at once. Durable when {@link flushed} resolves. While the state cannot be written,
   * clients' commands are refused and change nothing; the emulator's follow-ups of earlier commands are always applied.
   * @throws StoreError
   */
  commit(
    changes: readonly Change[],
    now: Instant = this.#clock.now(),
    cause: Cause = { by: "emulator" },
  ): void {
    if (changes.length === 0) return;
    const all: Change[] = [...changes, { table: "meta", update: this.#progress(now) }];
    if (cause.by !== "emulator") this.#deps.store.admit();
    this.#state.around(all, () => this.#deps.store.commit(all));
    this.#totals.commits += 1;
    this.quota.note(all);
    this.#clock.noteProgress();
    for (const change of changes) this.#follow(change, now, cause);
  }

  /** Why the state cannot be written; null if it can. */
  trouble(): Promise<string | null> {
    return this.#deps.store.check();
  }

  /** Whether all commits are durable. */
  get isDurable(): boolean {
    return this.#lacksOnlyTime || this.#deps.store.isDurable;
  }

  /** Number of commits that are not durable yet. */
  get waitingCommits(): number {
    return this.#deps.store.waiting;
  }

  /** Resolves when all commits are durable. No request may be answered before that. */
  flushed(): Promise<void> {
    return this.#deps.store.flushed();
  }

  /** Starts the lab; the new one where the state is just being replaced. Where it cannot start, the log says so. */
  startLab(): void {
    this.#wantsLab = true;
    if (!this.#isBetweenStates) this.#beginLab();
  }

  #beginLab(): void {
    if (this.#lab !== null || this.#closed !== null) return;
    this.#labEnds = sharedController();
    try {
      this.#lab = this.#deps.makeLab(this);
      this.#lab?.start();
    } catch (error) {
      this.#lab = null;
      this.warn(`its lab cannot start, so it goes without: ${(error as Error).message}`);
    }
  }

  async stopLab(): Promise<void> {
    this.#wantsLab = false;
    await this.#endLab();
  }

  async #endLab(): Promise<void> {
    const lab = this.#lab;
    this.#lab = null;
    this.#labEnds.abort();
    await lab?.stop();
  }

  /**
   * Advances its manual clock with `advance` and keeps the time that it has then, so that it does not go back at the next
   * start; also where the advance breaks off. @throws StoreError before anything is changed, while the state cannot be written
   */
  async advance<T>(clock: Clock, advance: () => Promise<T>): Promise<T> {
    this.#deps.store.admit();
    try {
      return await advance();
    } finally {
      // It may have got another clock meanwhile, or be closed.
      if (clock === this.#clock && this.#closed === null) this.#commitTime();
      if (this.#closed === null) await this.flushed();
    }
  }

  /**
   * Resolves when the time of its manual clock may be told: when no later start begins before it. @throws StoreError while
   * the state cannot be written
   */
  async timeKept(): Promise<void> {
    if (this.settings.clock.mode !== "manual") return;
    if (this.#clock.now() > this.meta.last_time) {
      this.#deps.store.admit();
      this.#commitTime();
    }
    await this.flushed();
  }

  /**
   * Changes the speed of its scaled clock and keeps the time of the change, at which a paused clock begins again. @throws
   * StoreError before anything is changed, while the state cannot be written
   */
  changeSpeed(clock: ScaledClock, speed: number, resumeSpeed: number | null = null): void {
    this.#deps.store.admit();
    clock.setSpeed(speed);
    this.changeSettings({
      clock: { mode: "scaled", speed, ...(resumeSpeed !== null && { resume_speed: resumeSpeed }) },
    });
  }

  /** Changes settings without a reset: the speed of the clock, the expiry. */
  changeSettings(change: Partial<SandboxSettings>): void {
    const settings = { ...this.settings, ...change };
    this.#deps.store.admit();
    const put = { ...this.meta, ...this.#progress(this.#clock.now()), settings };
    this.#deps.store.commit([{ table: "meta", put }]);
    this.#totals.commits += 1;
  }

  /** What the next start has to know. */
  #progress(now: Instant): Progress {
    return { id: "sandbox", ids_drawn: this.#ids.drawn, last_time: Math.max(now, this.meta.last_time) };
  }

  #commitTime(): void {
    this.#deps.store.commit([{ table: "meta", update: this.#progress(this.#clock.now()) }]);
    this.#totals.commits += 1;
  }

  /**
   * Replaces all records, with a new clock and a new lab, in one step: it succeeds, or everything stays as before.
   * Replacements run one after another. `tables` hold their meta record; the sandbox keeps them and changes them.
   */
  replace(tables: Tables): Promise<void> {
    const replaced = this.#replacing.then(() => this.#replace(tables));
    this.#replacing = replaced.catch(() => undefined);
    return replaced;
  }

  async #replace(tables: Tables): Promise<void> {
    // It must not be created again, and nobody may be told that it has these records.
    if (this.#closed) throw this.#closed;
    // Made before anything is replaced: this throws for records that make no valid state.
    const state = await inSteps(State.making(tables));
    const { settings, last_time } = tables.meta.get("sandbox")!;
    this.#deps.makeClock(settings, last_time).close();
    this.#isBetweenStates = true;
    try {
      await this.#endLab();
      // First, because results of the old records must never reach the new ones. If it fails, the lab tests again.
      await empty(this.outbox);
      await this.#deps.store.replace(tables, () => this.#renew(state));
    } finally {
      this.#isBetweenStates = false;
      if (this.#wantsLab) this.#beginLab();
    }
  }

  /** Derives everything from the new records, in one turn: a request finds either the old or the new state. */
  #renew(state: State): void {
    this.#clock.close();
    const { settings, ids_drawn, last_time } = this.meta;
    this.#state = state;
    this.#clock = this.#deps.makeClock(settings, last_time);
    this.#ids = new IdSource(settings.random_seed, ids_drawn);
    this.#agents = new AgentRegister();
    this.#traces = new TraceBook(this.terms.limits.notes);
    this.quota.measure();
    this.#storing.clear();
    this.#storeWaiting();
    this.#feed.start();
    this.exchanges.clear();
    this.faults.reset();
    this.bus.publish("state", this.#clock.now(), { replaced: settings.seed });
  }

  /**
   * Stops the lab and the clock and closes the state and the event bus. `keepsTime`: the next start begins no earlier; if
   * nothing but that cannot be written, the log says so.
   */
  async close(why: Error, { keepsTime = true } = {}): Promise<void> {
    this.#closed = why;
    this.bus.end();
    await this.#replacing;
    await this.stopLab();
    const { isDurable } = this.#deps.store;
    const isOnlyTime = keepsTime && this.#keepLastTime() && isDurable;
    this.#clock.close();
    try {
      await this.#deps.store.close();
    } catch (error) {
      if (!isOnlyTime) throw error;
      this.#lacksOnlyTime = true;
      this.warn(`the time of its clock could not be kept for the next start: ${(error as Error).message}`);
    }
  }

  /** Commits the time. False if a commit has it, or the state is known to be lost. */
  #keepLastTime(): boolean {
    if (this.#clock.now() <= this.meta.last_time) return false;
    try {
      this.#deps.store.admit();
    } catch {
      return false;
    }
    this.#commitTime();
    return true;
  }

  /** Starts the follow-ups of a change. */
  #follow(change: Change, now: Instant, cause: Cause): void {
    if ("remove" in change) {
      if (change.table === "feed") for (const id of change.remove) this.#feed.follow(id);
      if (change.table === "walks") for (const id of change.remove) this.#traces.forget(id);
      return;
    }
    if (change.table === "feed") this.#feed.follow(change.put.id);
    if (change.table !== "walks") return;
    const state = lastEvent(change.put)!;
    const product_id = this.#state.productOf(change.put.id);
    this.#traces.event(change.put.id, state, now, cause);
    this.bus.publish("opportunity", now, { test_opportunity_id: change.put.id, product_id, state });
    if (state === "QUEUED_FOR_AGENTS") this.#lab?.wake();
    if (state === "RESULT_POSTED") {
      this.#storeLater(change.put.id, STORING_DELAY_MS + this.faults.storingDelay(change.put.id));
    }
  }

  #storeLater(opportunityId: string, ms: number): void {
    this.#storing.set(opportunityId, instantAfter(this.#clock.now(), ms));
    this.#clock.after(ms, async () => {
      this.#store(opportunityId);
      await this.flushed();
    });
  }

  /** Stores the results that wait in a new state, {@link STORED_AT_ONCE} at a time: there may be very many. */
  #storeWaiting(): void {
    const clock = this.#clock;
    const { posted } = this.#state;
    if (posted.size === 0) return;
    this.#waitingUntil = instantAfter(clock.now(), STORING_DELAY_MS);
    const ids = posted.values();
    const next = async (): Promise<void> => {
      for (let count = 0; count < STORED_AT_ONCE; count++) {
        const { done, value: id } = ids.next();
        if (done) return;
        if (!this.#storing.has(id)) this.#store(id);
      }
      // The clock may have been replaced when this resolves.
      await this.flushed().finally(() => clock.after(0, next));
    };
    clock.after(STORING_DELAY_MS, next);
  }

  #store(opportunityId: string): void {
    this.#storing.delete(opportunityId);
    const now = this.#clock.now();
    this.commit(storeResult(this.#state, opportunityId, now), now);
  }
}

/** Removes the results that wait for their delivery, before the records that they belong to. @throws StoreError */
export async function empty(outbox: Outbox): Promise<void> {
  await outbox.clear().catch((cause: unknown) => {
    const why = (cause as Error).message;
    const text = `the lab's results that wait cannot be removed: ${why}`;
    throw new StoreError(text, { cause, isUnchanged: true });
  });
}
