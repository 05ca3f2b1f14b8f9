import { openLog } from "../persistence/low-store.js";
import { storeError } from "../persistence/log-files.js";
import { type Store, StoreError } from "../persistence/store.js";
import { checkRecords } from "../sandbox/check-state.js";
import type { SandboxHome } from "../sandbox/home.js";
import { parseNonces } from "../sandbox/kept-nonces.js";
import type { Logger } from "../log.js";
import type { Database } from "../postgres/database.js";
import type { GroupWriter } from "../postgres/group-writer.js";
import { type Claim, keysOfOthers, makeSandbox, removeSandbox, takeNonces } from "../postgres/ownership.js";
import { RowLog } from "../postgres/row-log.js";

/** Options of a {@link DatabaseHome}. */
export interface HomeOptions {
  database: Database;
  writer: GroupWriter;
  log: Logger;
  /** The id of this replica. */
  me: () => string;
  /** Whether this replica has its lease, so that the database answers. */
  isHeld: () => boolean;
  /** Called when another replica owns a sandbox that is open here. */
  onMoved: (name: string, epoch: number) => void;
}

/** Sandboxes as rows of a database, which this replica owns while they are open. */
export class DatabaseHome implements SandboxHome {
  readonly #claims = new Map<string, Claim>();

  constructor(private readonly options: HomeOptions) {}

  /** The epoch of a sandbox that is open here. */
  epochOf(name: string): number | undefined {
    return this.#claims.get(name)?.epoch;
  }

  /** Notes an ownership, before the sandbox is opened. */
  note(name: string, claim: Claim): void {
    this.#claims.set(name, claim);
  }

  /** Forgets an ownership that was given up or lost; a later one stays. */
  forget(name: string, epoch: number): void {
    if (this.epochOf(name) === epoch) this.#claims.delete(name);
  }

  /** Forgets all: others may own them. */
  forgetAll(): void {
    this.#claims.clear();
  }

  expectOwned(name: string): void {
    this.#claim(name);
  }

  async make(name: string): Promise<boolean> {
    const me = this.options.me();
    const claim = await makeSandbox(this.options.database, name, me);
    if (claim === null) return false;
    // Otherwise it was declared gone meanwhile: what it took may be another's.
    if (this.options.me() === me) this.note(name, claim);
    return true;
  }

  store(name: string): Promise<Store> {
    const { database, writer, log, isHeld, onMoved } = this.options;
    const warn = (message: string): void => log.warn({ sandbox: name }, message);
    const { epoch } = this.#claim(name);
    const own = { database, writer, sandbox: name, epoch, warn, isAnswering: isHeld };
    return openLog(new RowLog({ ...own, onMoved: () => onMoved(name, epoch), check: checkRecords }), warn);
  }

  async nonces(name: string): Promise<{ saved: ReturnType<typeof parseNonces>; notBefore: number | null }> {
    const { epoch, notBefore } = this.#claim(name);
    const saved = parseNonces((await takeNonces(this.options.database, name, epoch)) ?? "");
    return { saved, notBefore: notBefore === null ? null : Math.floor(notBefore) + 1 };
  }

  taken(keys: readonly string[], name: string): Promise<Set<string>> {
    return keysOfOthers(this.options.database, keys, name).catch((error: unknown) => {
      throw storeError(`the credentials of sandbox ${name} cannot be compared with others`, error, true);
    });
  }

  async remove(name: string): Promise<void> {
    const { epoch } = this.#claim(name);
    const isRemoved = await removeSandbox(this.options.database, name, epoch);
    this.forget(name, epoch);
    if (!isRemoved) throw leftTo(name);
  }

  /** @throws StoreError */
  #claim(name: string): Claim {
    const claim = this.#claims.get(name);
    if (claim !== undefined) return claim;
    throw leftTo(name);
  }
}

const leftTo = (name: string): StoreError =>
  new StoreError(`sandbox ${name} may be in another replica by now`, { isUnchanged: true });
