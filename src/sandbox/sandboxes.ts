import { rm } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { directoryOutbox, type Outbox } from "../../devices/outbox.js";
import { type Clock, machineWall, type WallClock, wallPause, wallTime } from "../clock/clock.js";
import { DocumentError } from "../documents/document-error.js";
import { recordProblemText } from "../domain/check-tables.js";
import { State } from "../domain/state.js";
import type { ClockSettings, Instant, SandboxSettings, Tables } from "../domain/records.js";
import { IdSource, newRandomSeed, newSecret } from "../ids.js";
import type { Logger } from "../log.js";
import { inSteps } from "../clock/in-turns.js";
import { ManualClock } from "../clock/manual-clock.js";
import { ScaledClock } from "../clock/scaled-clock.js";
import { realFiles, storeError } from "../persistence/log-files.js";
import { openStore } from "../persistence/low-store.js";
import { markOf } from "../persistence/state-mark.js";
import { CredentialsTaken, type Store, StoreError } from "../persistence/store.js";
import { seedingTables } from "./apply-seed.js";
import { Building } from "./building.js";
import type { Steps } from "../domain/steps.js";
import { checkingState, checkRecords } from "./check-state.js";
import { carryCredentials } from "./credentials.js";
import type { SandboxHome } from "./home.js";
import { keepNonces, takeNonces } from "./kept-nonces.js";
import { renewPublicPasswords } from "./random-passwords.js";
import { expectAccounts, type LabProfiles } from "./lab-profiles.js";
import { DEFAULT_SANDBOX, EmulatorEnds, SandboxLeft, SandboxRegistry } from "./registry.js";
import { empty, Sandbox, type SandboxDeps } from "./sandbox.js";
import { checkSeed, loadSeed, recordsOf, type Seed } from "./seed.js";
import { ORDINARY_TERMS, type SandboxTerms } from "./terms.js";
import { noTotals } from "./totals.js";
import { SharedWork } from "./shared-work.js";

/** The dependencies that all sandboxes of an emulator share. */
export interface SandboxesOptions {
  /** Folder of the state files; null keeps everything in memory. */
  folder: string | null;
  /** Keeps them instead of the folder: sandboxes that other processes have, too. */
  home?: SandboxHome | undefined;
  log: Logger;
  /** Default: the machine's time. */
  wall?: WallClock;
  /** The terms of sandboxes that are made without others. Default: the ordinary ones. */
  terms?: SandboxTerms;
  /** Those of the labs. Default: none name an account. */
  profiles?: LabProfiles;
}

/** The settings of a new sandbox. */
export interface NewSandbox {
  name?: string;
  seed: string;
  /** The seed itself, if `seed` is not the name of one. */
  seedDocument?: Seed;
  randomSeed?: string | null;
  clock: ClockSettings;
  lab: boolean;
  expiresInS?: number | null;
  /** Default: the operator's terms. */
  terms?: SandboxTerms;
}

/** Settings that a run of the emulator changes in a sandbox of an earlier run. */
export interface Wanted {
  settings: Partial<SandboxSettings>;
  terms: SandboxTerms;
}

/** What is needed of a closed sandbox to remove it. */
type Closed = Pick<Sandbox, "name" | "outbox" | "terms">;

/** How often records are given other credentials because another process was quicker. */
const REPLACE_ATTEMPTS = 5;
/** Maximum number of sandboxes. */
export const MAX_SANDBOXES = 1000;
/** Maximum delay of one timer, in milliseconds: timers of the machine overflow after weeks. */
const LONGEST_WAIT_MS = 3_600_000;
const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** A refused operation on a sandbox; `kind` is the id of the error body. */
export class SandboxError extends Error {
  override name = "SandboxError";

  constructor(
    readonly kind: "invalid-data" | "resource-not-found" | "conflict",
    message: string,
  ) {
    super(message);
  }
}

/** Makes, finds, resets and deletes sandboxes, each with its own file. */
export class Sandboxes {
  readonly registry = new SandboxRegistry();
  /** Counters of all sandboxes, for metrics. */
  readonly totals = noTotals();
  /** The new states that requests ask for. */
  readonly building = new Building();
  /** Names of sandboxes that are being created or deleted, so their files cannot be used yet. */
  readonly #reserved = new Set<string>();
  /** Consumer keys of records that are about to become a sandbox's. */
  readonly #claimed = new Map<string, Sandbox>();
  /** The sandboxes with damaged files, and why those cannot be used. */
  readonly #damaged = new Map<string, string>();
  /** Deleted sandboxes of which something is left, because it could not be removed. */
  readonly #unremoved = new Map<string, Closed>();
  readonly #deletions = new SharedWork<void>();
  #disarm = (): void => undefined;
  /** Null until labs are started. */
  #makeLab: SandboxDeps["makeLab"] | null = null;

  constructor(private readonly options: SandboxesOptions) {}

  /**
   * Opens the sandboxes of an earlier run, except expired ones. `wanted` holds the settings that this run changes in some
   * of them. {@link startLabs} starts their labs. A damaged sandbox does not stop the others, unless it is the default
   * one. @throws StoreError
   */
  async openAll(wanted: Readonly<Record<string, Wanted>>): Promise<void> {
    const { folder, log } = this.options;
    if (folder === null) return;
    const opened: Sandbox[] = [];
    try {
      for (const name of stateNames(folder)) {
        try {
          const sandbox = await this.#open(name, wanted[name]);
          if (sandbox !== null) opened.push(sandbox);
        } catch (error) {
          if (name === DEFAULT_SANDBOX || !(error instanceof StoreError)) throw error;
          this.#damaged.set(name, error.message);
          log.error({ sandbox: name }, `sandbox ${name} cannot be opened; the others can. ${error.message}`);
        }
      }
    } finally {
      // Also where one cannot be opened, so that all are closed.
      for (const sandbox of opened.sort(byAge)) this.registry.add(sandbox);
    }
    if (!this.registry.get(DEFAULT_SANDBOX)) this.#expectNew(folder);
    await this.#untilSignable(folder);
    await this.#removeExpired();
  }

  /**
   * Takes the kept nonces, whose file is then deleted. After an unclean end nothing is served before the first second in
   * which the last run cannot have executed a request.
   */
  async #untilSignable(folder: string): Promise<void> {
    await realFiles.syncFolder(folder);
    const from = Math.max(0, ...this.registry.all().map(({ nonces }) => nonces.notBefore ?? 0)) * 1000;
    while (wallTime() < from) await wallPause(from - wallTime());
  }

  /** Refuses or reports a new default sandbox in a folder with an earlier run's credentials. @throws StoreError */
  #expectNew(folder: string): void {
    const credentials = join(folder, "conf.ini");
    if (!existsSync(credentials)) return;
    const file = stateFile(folder, DEFAULT_SANDBOX);
    if (existsSync(file)) {
      throw new StoreError(
        `State file ${file} holds nothing, but ${credentials} is of an earlier run. Put a good copy there; ` +
          "or remove both to start with a new sandbox.",
      );
    }
    this.options.log.warn(
      `${file} is missing, but ${credentials} is of an earlier run: a new sandbox begins, with other credentials`,
    );
  }

  /** Starts the labs of all sandboxes, and from now on those of new ones. */
  startLabs(makeLab: SandboxDeps["makeLab"]): void {
    this.#makeLab = makeLab;
    for (const sandbox of this.registry.all()) if (sandbox.settings.lab) sandbox.startLab();
  }

  /** Starts the labs of all sandboxes again, with what they are made of by now. */
  async restartLabs(): Promise<void> {
    const again = async (sandbox: Sandbox): Promise<void> => {
      await sandbox.stopLab();
      if (sandbox.settings.lab) sandbox.startLab();
    };
    await Promise.all(this.registry.all().map(again));
  }

  /** Stops the labs of all sandboxes, and starts none from now on. */
  async stopLabs(): Promise<void> {
    this.#makeLab = null;
    await Promise.all(this.registry.all().map((sandbox) => sandbox.stopLab()));
  }

  /** @throws SandboxError, DocumentError (a seed that cannot be used) */
  async create(wish: NewSandbox): Promise<Sandbox> {
    const name = wish.name ?? `s-${newSecret(6)}`;
    if (!NAME.test(name)) {
      throw new SandboxError("invalid-data", `name: got ${JSON.stringify(name)}; accepted: ${NAME.source}`);
    }
    if (this.registry.get(name)) throw new SandboxError("conflict", `name: sandbox ${name} exists already`);
    const damage = this.#damaged.get(name);
    if (damage !== undefined)
      throw new SandboxError("conflict", `name: sandbox ${name} exists, but it is damaged: ${damage}`);
    if (this.#reserved.has(name))
      throw new SandboxError("conflict", `name: sandbox ${name} is being created or deleted; try again`);
    if (
      this.options.home === undefined &&
      this.registry.all().length + this.#reserved.size >= MAX_SANDBOXES
    ) {
      throw new SandboxError(
        "conflict",
        `there are ${MAX_SANDBOXES} sandboxes, which is the maximum; delete one`,
      );
    }
    const sandbox = await this.#whileReserved(name, () => this.#create(name, wish));
    await this.#removeExpired();
    return sandbox;
  }

  #create(name: string, wish: NewSandbox): Promise<Sandbox> {
    const seed = seedOf(wish.seed, wish.seedDocument);
    return this.building.run(name, recordsOf(seed), () => this.#build(name, wish, seed));
  }

  async #build(name: string, wish: NewSandbox, seed: Seed): Promise<Sandbox> {
    const settings = newSettings(wish, seed.random_seed);
    const { terms = this.options.terms ?? ORDINARY_TERMS } = wish;
    const tables = await inSteps(seedingOf(settings, terms.seedFor(seed, name)));
    const { home, profiles } = this.options;
    if (settings.lab) profiles?.expectFor(name, tables.accounts.values());
    if (home !== undefined && !(await home.make(name)))
      throw new SandboxError("conflict", `name: sandbox ${name} exists already`);
    const outbox = terms.isStrangers ? undefined : this.#outbox(name);
    if (outbox !== undefined) await empty(outbox);
    const store = await this.#storeOf(name, tables, terms.isStrangers);
    const sandbox = await this.#make(name, { store, outbox, terms });
    await this.#addOwned(sandbox);
    if (settings.lab) sandbox.startLab();
    return sandbox;
  }

  /**
   * A store with the records of a new sandbox. If it fails, neither its file nor its place in a home stays: each start would
   * tell of the one, and the other would keep the name from a new attempt. @throws StoreError
   */
  async #storeOf(name: string, tables: Tables, isStrangers: boolean): Promise<Store> {
    const { folder, home } = this.options;
    const isNew = folder !== null && !isStrangers && !existsSync(stateFile(folder, name));
    let store: Store | null = null;
    try {
      store = await this.#store(name, isStrangers);
      await store.replace(tables);
      return store;
    } catch (error) {
      await store?.close().catch(() => undefined);
      try {
        if (isNew) await removeState(folder, name);
        await home?.remove(name);
      } catch (left) {
        const why = left instanceof StoreError ? left.reason : (left as Error).message;
        throw new StoreError(`sandbox ${name} cannot be made, nor what is left of it be removed: ${why}`, {
          cause: error,
        });
      }
      if (error instanceof StoreError && error.isUnchanged) throw error;
      const why = `sandbox ${name} cannot be made: ${(error as Error).message}`;
      throw new StoreError(why, { cause: error, isUnchanged: isNew || home !== undefined });
    }
  }

  /** Adds a sandbox, unless another process has taken it since this one began to open it. @throws StoreError */
  async #addOwned(sandbox: Sandbox): Promise<void> {
    try {
      this.options.home?.expectOwned(sandbox.name);
    } catch (error) {
      // Nothing of it can be written.
      await sandbox.close(new SandboxLeft(), { keepsTime: false }).catch(() => undefined);
      throw error;
    }
    this.registry.add(sandbox);
  }

  /** Whether a sandbox is being created or deleted. */
  isReserved(name: string): boolean {
    return this.#reserved.has(name);
  }

  /** Reserves a name until the work has ended. */
  async #whileReserved<T>(name: string, work: () => Promise<T>): Promise<T> {
    this.#reserved.add(name);
    try {
      return await work();
    } finally {
      this.#reserved.delete(name);
    }
  }

  /** @throws SandboxError, SandboxLeft */
  get(name: string): Sandbox {
    const sandbox = this.registry.get(name);
    if (sandbox) return sandbox;
    this.registry.expectNotLeft(name);
    const damage = this.#damaged.get(name);
    if (damage !== undefined)
      throw new SandboxError("resource-not-found", `sandbox: ${name} is damaged: ${damage}`);
    const known = this.registry.all().map((one) => one.name);
    throw new SandboxError(
      "resource-not-found",
      `sandbox: got ${JSON.stringify(name)}; there are: ${known.slice(0, 20).join(", ")}`,
    );
  }

  /** Deletes a sandbox with its file. Requests that come meanwhile wait for the same end. @throws SandboxError */
  delete(name: string): Promise<void> {
    return this.#deletions.run(name, () => this.#delete(name));
  }

  async #delete(name: string): Promise<void> {
    const left = this.#unremoved.get(name);
    if (left !== undefined) return this.#whileReserved(name, () => this.#remove(left));
    const sandbox = this.get(name);
    if (name === DEFAULT_SANDBOX)
      throw new SandboxError("conflict", "the default sandbox cannot be deleted; reset it instead");
    // First, so that the last requests of the lab still reach their own sandbox.
    await sandbox.stopLab();
    if (this.registry.get(name) !== sandbox) {
      this.registry.expectNotLeft(name);
      return;
    }
    this.registry.remove(sandbox);
    await this.#whileReserved(name, async () => {
      const gone = new SandboxError(
        "resource-not-found",
        `sandbox: ${name} was deleted; nothing was changed`,
      );
      // What cannot be written any more is removed as well.
      await sandbox.close(gone, { keepsTime: false }).catch(() => undefined);
      const { outbox, terms } = sandbox;
      await this.#remove({ name, outbox, terms });
    });
  }

  /** Removes what is kept of a closed sandbox. @throws StoreError; then it can be deleted again */
  async #remove(closed: Closed): Promise<void> {
    const { folder, home } = this.options;
    const { name, outbox, terms } = closed;
    try {
      await outbox.clear();
      await home?.remove(name);
      if (folder !== null && !terms.isStrangers) await removeState(folder, name);
    } catch (error) {
      const why = (error as Error).message;
      if (folder !== null) {
        this.#unremoved.set(name, closed);
        this.#damaged.set(name, `it was deleted, but it cannot be removed: ${why}`);
      }
      if (home !== undefined) throw storeError(`Cannot delete sandbox ${name}`, error);
      const text = `sandbox ${name} is closed, but it cannot be removed: ${why}; delete it again`;
      throw new StoreError(text, { cause: error, isTold: true });
    }
    this.#unremoved.delete(name);
    this.#damaged.delete(name);
  }

  /**
   * Resets a sandbox to its seed or to another seed. Accounts that the new seed contains keep their credentials, so that
   * clients continue without changes. @throws DocumentError, SandboxError
   */
  async reset(sandbox: Sandbox, wish?: Pick<NewSandbox, "seed" | "seedDocument">): Promise<void> {
    const { terms, name } = sandbox;
    if (terms.isStrangers && wish?.seedDocument !== undefined)
      throw new SandboxError(
        "invalid-data",
        "seed: this sandbox takes only seeds that come with the emulator",
      );
    const wanted = (): SandboxSettings =>
      wish
        ? { ...sandbox.settings, seed: wish.seed, seed_document: (wish.seedDocument ?? null) as never }
        : sandbox.settings;
    const seedIn = ({ seed, seed_document }: SandboxSettings): Seed => seedOf(seed, seed_document);
    await this.building.run(name, recordsOf(seedIn(wanted())), async () => {
      // The settings may have changed while it waited.
      const next = wanted();
      await this.replace(sandbox, await inSteps(seedingOf(next, terms.seedFor(seedIn(next), name))));
    });
  }

  /**
   * Replaces the records of a sandbox. Its existing accounts keep their credentials, and no account gets credentials of
   * another sandbox. The sandbox keeps its expiry and its lab. If it throws, nothing is changed. Call it in a turn of
   * {@link building}: no other profiles come meanwhile.
   * @throws SandboxError (records that a sandbox cannot use), ProfileError (no account for a device), StoreError
   */
  async replace(sandbox: Sandbox, tables: Tables): Promise<void> {
    if (sandbox.settings.lab)
      this.options.profiles?.expectKept(sandbox.name, sandbox.state.accounts(), tables.accounts.values());
    const { passwordOf } = sandbox.terms;
    if (passwordOf !== undefined)
      for (const [id, account] of tables.accounts)
        tables.accounts.set(id, { ...account, password: passwordOf(account, sandbox.name) });
    const meta = tables.meta.get("sandbox")!;
    const { lab, created_at, expires_at } = sandbox.settings;
    tables.meta.set("sandbox", { ...meta, settings: { ...meta.settings, lab, created_at, expires_at } });
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#replaceOnce(sandbox, tables);
        return;
      } catch (error) {
        // Another process was quicker. The next attempt sees its credentials.
        if (!(error instanceof CredentialsTaken) || attempt === REPLACE_ATTEMPTS) throw error;
      }
    }
  }

  /** @throws CredentialsTaken where another process has given credentials of these accounts away meanwhile */
  async #replaceOnce(sandbox: Sandbox, tables: Tables): Promise<void> {
    const keys = Array.from(tables.accounts.values(), ({ consumer_key }) => consumer_key);
    const elsewhere = await this.options.home?.taken(keys, sandbox.name);
    const taken = (key: string): boolean =>
      this.#ownerOf(key, sandbox) !== sandbox || elsewhere?.has(key) === true;
    carryCredentials(tables, sandbox.state, taken);
    await this.#whileClaimed(sandbox, tables, async () => {
      const problem = await inSteps(checkingState(tables));
      if (problem !== null) throw new SandboxError("invalid-data", recordProblemText(problem));
      await sandbox.replace(tables).finally(() => this.registry.refresh(sandbox));
    });
  }

  /** Whose a consumer key is, or will be; `otherwise` where it has no owner. */
  #ownerOf(key: string, otherwise: Sandbox): Sandbox {
    return this.registry.byConsumer(key)?.sandbox ?? this.#claimed.get(key) ?? otherwise;
  }

  /** Keeps the consumer keys of these records for a sandbox until it has them. */
  async #whileClaimed(sandbox: Sandbox, { accounts }: Tables, work: () => Promise<void>): Promise<void> {
    // A concurrent replacement of the same sandbox may have claimed some, and will release them.
    const keys = Array.from(accounts.values(), ({ consumer_key }) => consumer_key).filter(
      (key) => !this.#claimed.has(key),
    );
    for (const key of keys) this.#claimed.set(key, sandbox);
    try {
      await work();
    } finally {
      for (const key of keys) this.#claimed.delete(key);
    }
  }

  /** Adds a sandbox in memory that takes the place of the default one while another process has that. */
  async addStandIn(): Promise<void> {
    const wish = { seed: "empty", clock: { mode: "scaled", speed: 1 }, lab: false } as const;
    const store = await openStore({ inMemory: true });
    await store.replace(await inSteps(seedingOf(newSettings(wish, undefined), loadSeed(wish.seed))));
    this.registry.standIn = await this.#make(DEFAULT_SANDBOX, { store, outbox: undefined, terms: undefined });
  }

  /**
   * Opens a sandbox of the home, which this process owns now. Null if it holds nothing, because its creation was never
   * finished. @throws StoreError
   */
  async open(name: string): Promise<Sandbox | null> {
    const store = await this.#store(name);
    if (!store.tables.meta.has("sandbox")) return null;
    const sandbox = await this.#make(name, { store, outbox: undefined, terms: this.options.terms });
    const { saved, notBefore } = await this.options.home!.nonces(name);
    sandbox.nonces.goOn(saved ?? { notBefore: null, buckets: [] }, nextSecond());
    if (notBefore !== null) sandbox.nonces.refuseBefore(notBefore);
    this.#renewPasswords(sandbox);
    await this.#addOwned(sandbox);
    if (sandbox.settings.lab && this.#makeLab !== null) sandbox.startLab();
    return sandbox;
  }

  /**
   * Takes a sandbox of the home out of this process: it is not deleted, and others may open it. `isOwned`: nobody can have
   * done so yet.
   */
  async letGo(sandbox: Sandbox, { isOwned = true } = {}): Promise<void> {
    await sandbox.stopLab();
    this.registry.leave(sandbox);
    await sandbox.close(new SandboxLeft(), { keepsTime: isOwned });
  }

  /** The state that cannot be written, and why; null if every state can. */
  async trouble(): Promise<string | null> {
    const found = await Promise.all(
      this.registry.all().map(async (sandbox) => [sandbox.name, await sandbox.trouble()] as const),
    );
    const [name, why] = found.find(([, reason]) => reason !== null) ?? [];
    return why ? `the state of sandbox ${name!} cannot be written: ${why}` : null;
  }

  /** Ends all subscriptions to sandboxes, all waits for their events, and those for the turn to make a new state. */
  endWaits(): void {
    this.building.end(new EmulatorEnds());
    for (const { bus } of this.registry.all()) bus.end();
  }

  async close(): Promise<void> {
    this.#disarm();
    await Promise.all(this.registry.all().map((sandbox) => this.#close(sandbox)));
  }

  async #close(sandbox: Sandbox): Promise<void> {
    await sandbox.close(new EmulatorEnds());
    const { folder, log } = this.options;
    if (folder === null || sandbox.terms.isStrangers) return;
    const { name, nonces } = sandbox;
    await keepNonces(nonceFile(folder, name), nonces.save()).catch((error: unknown) =>
      log.warn({ sandbox: name, error: String(error) }, "the used nonces cannot be saved for the next start"),
    );
  }

  /** Deletes expired sandboxes and waits for the next expiry: one timer for all, none if no sandbox expires. */
  async #removeExpired(): Promise<void> {
    this.#disarm();
    const expiring = this.registry.all().filter(({ settings }) => settings.expires_at !== null);
    for (const sandbox of expiring) {
      // A client may have deleted it in the meantime.
      const isThere = this.registry.get(sandbox.name) === sandbox;
      if (!isThere || sandbox.settings.expires_at! > wallTime()) continue;
      await this.delete(sandbox.name).catch((error: unknown) => {
        this.options.log.error(
          { sandbox: sandbox.name, error: String(error) },
          "an expired sandbox cannot be removed",
        );
      });
    }
    const next = Math.min(...this.registry.all().map(({ settings }) => settings.expires_at ?? Infinity));
    if (next === Infinity) return;
    const wait = Math.min(Math.max(0, next - wallTime()), LONGEST_WAIT_MS);
    this.#disarm();
    this.#disarm = machineWall().setTimeout(() => void this.#removeExpired(), wait);
  }

  /** The sandbox of an earlier run; null if its file holds none. */
  async #open(name: string, wanted: Wanted | undefined): Promise<Sandbox | null> {
    const store = await this.#store(name);
    const meta = store.tables.meta.get("sandbox");
    if (meta) {
      const settings = { ...meta.settings, ...wanted?.settings };
      if (name === DEFAULT_SANDBOX && settings.lab) await this.#expectDevices(store);
      store.commit([{ table: "meta", put: { ...meta, settings } }]);
      const sandbox = await this.#make(name, {
        store,
        outbox: this.#outbox(name),
        terms: wanted?.terms ?? this.options.terms,
      });
      const saved = await takeNonces(nonceFile(this.options.folder!, name));
      sandbox.nonces.goOn(saved, nextSecond());
      this.#renewPasswords(sandbox);
      return sandbox;
    }
    await store.close();
    if (name !== DEFAULT_SANDBOX)
      this.options.log.warn({ sandbox: name }, "its state file is empty: its creation was never finished");
    return null;
  }

  /** Refuses a start with devices for accounts that the default sandbox does not have, before it is changed. @throws ProfileError */
  async #expectDevices(store: Store): Promise<void> {
    try {
      const { current } = this.options.profiles ?? { current: [] };
      expectAccounts(current, DEFAULT_SANDBOX, store.tables.accounts.values());
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** A state that a process without a kit has written has passwords of the packaged seeds. */
  #renewPasswords(sandbox: Sandbox): void {
    const count = renewPublicPasswords(sandbox);
    if (count === 0) return;
    const { log } = this.options;
    log.warn(
      { sandbox: sandbox.name },
      `a kit runs commands, and ${count} accounts of an earlier run had passwords of the packaged seeds, which are public: they have random ones now; spi-emulator sandbox show ${sandbox.name} --json tells them`,
    );
  }

  #store(name: string, inMemory = false): Promise<Store> {
    const { folder, home, log } = this.options;
    if (home !== undefined) return home.store(name);
    const warn = (message: string): void => log.warn({ sandbox: name }, message);
    return openStore(
      folder === null || inMemory
        ? { inMemory: true, warn }
        : { file: stateFile(folder, name), warn, check: checkRecords, marked: true },
    );
  }

  /** The outbox on disk beside the state; undefined if nothing is kept on disk. */
  #outbox(name: string): Outbox | undefined {
    const { folder, log } = this.options;
    if (folder === null) return undefined;
    return directoryOutbox(join(folder, "outbox", name), (file, why) =>
      log.warn({ sandbox: name, file, why }, "a saved result cannot be read; the file is kept"),
    );
  }

  async #make(name: string, own: Pick<SandboxDeps, "store" | "outbox" | "terms">): Promise<Sandbox> {
    const { log, wall } = this.options;
    return new Sandbox(name, {
      ...own,
      state: await inSteps(State.making(own.store.tables)),
      totals: this.totals,
      warn: (message) => log.warn({ sandbox: name }, message),
      makeLab: (sandbox) => this.#makeLab?.(sandbox) ?? null,
      wall,
      makeClock: (settings, last) => makeClock(settings.clock, last, log, wall),
    });
  }
}

/** The default sandbox first, then the oldest. */
function byAge(a: Sandbox, b: Sandbox): number {
  const [first, second] = [a, b].map(({ name }) => (name === DEFAULT_SANDBOX ? 0 : 1)) as [number, number];
  return first - second || a.settings.created_at - b.settings.created_at;
}

/** The sandboxes of a data directory, including those with a lost state file, whose mark is left. */
export function stateNames(folder: string): string[] {
  const names = readdirSync(folder).flatMap((file) => /^(.*)\.jsonl(?:\.mark)?$/.exec(file)?.[1] ?? []);
  return [...new Set(names)];
}

/** The path of a sandbox's state file. */
export const stateFile = (folder: string, sandbox: string): string => join(folder, `${sandbox}.jsonl`);

async function removeState(folder: string, sandbox: string): Promise<void> {
  const file = stateFile(folder, sandbox);
  // The mark first, because a mark without its file means that the file was lost.
  await rm(markOf(file), { force: true });
  await rm(file, { force: true });
  if (existsSync(folder)) await realFiles.syncFolder(folder);
}

/** The first whole second in which nothing can have been signed yet. */
const nextSecond = (): number => Math.floor(wallTime() / 1000) + 1;

/** The path of a sandbox's nonces between two runs. */
const nonceFile = (folder: string, sandbox: string): string => join(folder, `${sandbox}.nonces.json`);

/** `standard`: the random seed that the seed names. */
function newSettings(
  { seed, seedDocument, randomSeed, clock, lab, expiresInS = null }: NewSandbox,
  standard: string | undefined,
): SandboxSettings {
  return {
    seed,
    seed_document: (seedDocument ?? null) as never,
    random_seed: randomSeed ?? standard ?? newRandomSeed(),
    clock,
    lab,
    created_at: wallTime(),
    expires_at: expiresInS === null ? null : wallTime() + expiresInS * 1000,
  };
}

/** A seed by its name, or from a document of a client or a snapshot. @throws DocumentError */
const seedOf = (name: string, document: unknown): Seed =>
  (document ?? null) === null ? loadSeed(name) : checkSeed(document, "seed");

/** The records that a sandbox's seed describes, in steps. @throws DocumentError */
function* seedingOf(settings: SandboxSettings, seed: Seed): Steps<Tables> {
  const ids = new IdSource(settings.random_seed);
  const now = settings.clock.mode === "manual" ? settings.clock.start : wallTime() * 1000;
  const tables = yield* seedingTables(seed, ids, now);
  tables.meta.set("sandbox", { id: "sandbox", settings, ids_drawn: ids.drawn, last_time: now });
  const problem = yield* checkingState(tables);
  if (problem !== null) throw new DocumentError([`seed ${settings.seed}: ${recordProblemText(problem)}`]);
  return tables;
}

function makeClock(settings: ClockSettings, last: Instant, log: Logger, wall?: WallClock): Clock {
  const onError = (error: unknown): void =>
    log.error(
      { error: error instanceof Error ? error.stack : String(error) },
      "a timer of the sandbox failed",
    );
  if (settings.mode === "manual") return new ManualClock({ start: last, onError });
  return new ScaledClock({ speed: settings.speed, notBefore: last, onError, ...(wall && { wall }) });
}
