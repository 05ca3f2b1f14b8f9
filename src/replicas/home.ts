import { wallTime } from "../clock/clock.js";
import { openLog } from "../persistence/low-store.js";
import { storeError } from "../persistence/log-files.js";
import { type Store, StoreError } from "../persistence/store.js";
import { checkRecords } from "../sandbox/check-state.js";
import type { SandboxHome } from "../sandbox/home.js";
import { parseNonces } from "../sandbox/kept-nonces.js";
import { SandboxError } from "../sandbox/sandboxes.js";
import type { Logger } from "../log.js";
import type { Database } from "../postgres/database.js";
import type { GroupWriter } from "../postgres/group-writer.js";
import {
  type Claim,
  keysOfOthers,
  makerOf,
  makeSandbox,
  removeSandbox,
  takeNonces,
} from "../postgres/ownership.js";
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
  /** Has the replica at this address open a sandbox unless it is making it. What it never finished it removes. */
  askToOpen: (url: string, name: string) => Promise<void>;
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

  /** @throws SandboxError while another replica makes it */
  async make(name: string): Promise<boolean> {
    const { database, askToOpen } = this.options;
    const me = this.options.me();
    let claim = await makeSandbox(database, name, me);
    if (claim === null) {
      const maker = await makerOf(database, name);
      if (maker === null) return false;
      // Only its maker knows whether it has broken that off. Then it removes what is left of it.
      await askToOpen(maker, name);
      claim = await makeSandbox(database, name, me);
      if (claim === null)
        throw new SandboxError("conflict", `name: sandbox ${name} is being created or deleted; try again`);
    }
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
    const text = await takeNonces(this.options.database, name, epoch);
    const saved = parseNonces(text ?? "");
    // An owner that left none did not hand over, which the claim tells. Those of another version, or damaged ones, tell nothing.
    const isKnown = saved !== null || (text === null && notBefore !== null);
    const from = isKnown ? notBefore : wallTime() / 1000;
    return { saved, notBefore: from === null ? null : Math.floor(from) + 1 };
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
