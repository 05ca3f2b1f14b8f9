import type { Lab } from "../../devices/lab.js";
import type { Clock } from "../clock.js";
import type { Change, Instant, SandboxMeta, SandboxSettings, Tables } from "../domain/records.js";
import { lastEvent, State } from "../domain/state.js";
import { storeResult } from "../domain/walk.js";
import { NonceStore } from "../http/nonce-store.js";
import { IdSource } from "../ids.js";
import type { Store } from "../store/store.js";
import { EventBus } from "./event-bus.js";

/** Storing follows posting after so many milliseconds of the sandbox's clock (D 980-986). */
const STORING_DELAY_MS = 30;

/** What a sandbox needs from the emulator around it. */
export interface SandboxDeps {
  store: Store;
  makeClock: (settings: SandboxSettings, notBefore: Instant) => Clock;
  /** Makes the sandbox's lab, not yet started; null where it has none. */
  makeLab: (sandbox: Sandbox) => Lab | null;
}

/**
 * The unit of isolation: one state, one clock, one lab, one source of ids. Credentials choose it. The store holds its
 * meta record from the start.
 */
export class Sandbox {
  readonly nonces = new NonceStore();
  readonly bus = new EventBus();
  readonly #deps: SandboxDeps;
  #state: State;
  #clock: Clock;
  #ids: IdSource;
  #lab: Lab | null = null;

  constructor(
    /** `default` for the one that `start` makes. */
    readonly name: string,
    deps: SandboxDeps,
  ) {
    this.#deps = deps;
    const { settings, ids_drawn, last_time } = this.meta;
    this.#state = new State(deps.store.tables);
    this.#clock = deps.makeClock(settings, last_time);
    this.#ids = new IdSource(settings.random_seed, ids_drawn);
    for (const { id } of this.#state.posted()) this.#storeLater(id);
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
  get lab(): Lab | null {
    return this.#lab;
  }
  get settings(): SandboxSettings {
    return this.meta.settings;
  }
  get meta(): SandboxMeta {
    return this.#deps.store.tables.meta.get("sandbox")!;
  }

  /** Applies all changes of one command at once. Durable when {@link flushed} resolves. */
  commit(changes: readonly Change[], now: Instant = this.#clock.now()): void {
    if (changes.length === 0) return;
    const meta = { ...this.meta, ids_drawn: this.#ids.drawn, last_time: now };
    const all: Change[] = [...changes, { table: "meta", put: meta }];
    this.#state.around(all, () => this.#deps.store.commit(all));
    this.#clock.noteProgress();
    for (const change of changes) this.#follow(change, now);
  }

  /** Resolves when all that was committed is durable: before that nothing may be answered. */
  flushed(): Promise<void> {
    return this.#deps.store.flushed();
  }

  startLab(): void {
    if (this.#lab !== null) return;
    this.#lab = this.#deps.makeLab(this);
    this.#lab?.start();
  }

  async stopLab(): Promise<void> {
    const lab = this.#lab;
    this.#lab = null;
    await lab?.stop();
  }

  /** Changes what the sandbox was made with, without a reset: the speed of its clock, its expiry. */
  changeSettings(change: Partial<SandboxSettings>): void {
    const settings = { ...this.settings, ...change };
    this.#deps.store.commit([{ table: "meta", put: { ...this.meta, settings } }]);
  }

  /**
   * Puts other records in the place of all that there are, with a new clock and a new lab. One step: it is done, or all
   * is as before. `tables` hold their meta record.
   */
  async replace(tables: Tables): Promise<void> {
    const hadLab = this.#lab !== null;
    await this.stopLab();
    try {
      await this.#deps.store.replace(tables);
      this.#clock.close();
      const { settings, ids_drawn, last_time } = this.meta;
      this.#state = new State(this.#deps.store.tables);
      this.#clock = this.#deps.makeClock(settings, last_time);
      this.#ids = new IdSource(settings.random_seed, ids_drawn);
      for (const { id } of this.#state.posted()) this.#storeLater(id);
      this.bus.publish("state", this.#clock.now(), { replaced: settings.seed });
    } finally {
      if (hadLab) this.startLab();
    }
  }

  /** Stops lab and clock and closes the state. */
  async close(): Promise<void> {
    await this.stopLab();
    this.#clock.close();
    await this.#deps.store.close();
  }

  /** What a change sets in motion. */
  #follow(change: Change, now: Instant): void {
    if (change.table !== "walks" || !("put" in change)) return;
    const state = lastEvent(change.put)!;
    const { product_id } = this.#state.opportunity(change.put.id)!;
    this.bus.publish("opportunity", now, { test_opportunity_id: change.put.id, product_id, state });
    if (state === "RESULT_POSTED") this.#storeLater(change.put.id);
  }

  #storeLater(opportunityId: string): void {
    this.#clock.after(STORING_DELAY_MS, async () => {
      const now = this.#clock.now();
      this.commit(storeResult(this.#state, opportunityId, now), now);
      await this.flushed();
    });
  }
}
