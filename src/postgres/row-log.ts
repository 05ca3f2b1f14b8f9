import { yieldToLoop } from "../clock/clock.js";
import type { Change, Tables } from "../domain/records.js";
import type { Log } from "../persistence/log.js";
import { storeError } from "../persistence/log-files.js";
import { type CheckRecords, noCheck } from "../persistence/log-replay.js";
import { VERSION } from "../persistence/migrations.js";
import { CredentialsTaken, DatabaseError, StoreError } from "../persistence/store.js";
import { type Base, writeBase } from "./base.js";
import { type Database, isRefusal, sqlState, UNIQUE_VIOLATION } from "./database.js";
import type { GroupWriter } from "./group-writer.js";
import { readRows } from "./read-rows.js";
import { RowQueue } from "./row-queue.js";

/** Options of a {@link RowLog}; those without a mark have defaults. */
export interface RowLogOptions {
  database: Database;
  /** Shared by the sandboxes of a process. */
  writer: GroupWriter;
  sandbox: string;
  /** The epoch of the ownership: the database refuses each write with another one. */
  epoch: number;
  warn: (message: string) => void;
  /** Whether the database takes other statements. Default: yes. */
  isAnswering?: () => boolean;
  /** Called once, when another process owns the sandbox, or when it is unknown what the database holds. */
  onMoved: () => void;
  /** Validates the records that are read. Default: only rows are checked. */
  check?: CheckRecords;
  /** Fewer characters of commits are not compacted. */
  compactOver?: number;
  /** Commits are compacted when they are longer than the base by this factor. */
  compactRatio?: number;
  /** Characters of a row of a base. */
  sliceBytes?: number;
  /** Maximum number of waiting bytes while the database cannot be written; then commits are refused. */
  maxWaitingBytes?: number;
}

const DEFAULTS = {
  check: noCheck,
  isAnswering: () => true,
  compactOver: 2 ** 18,
  compactRatio: 1,
  sliceBytes: 2 ** 18,
  maxWaitingBytes: 4 * 2 ** 20,
};

/** How often the outcome of a replacement is asked for where the connection broke, before its owner gives it up. */
const ATTEMPTS = 3;

/** A sandbox's rows in PostgreSQL as an adapter of lowdb. Only the owner of the sandbox may use it. */
export class RowLog implements Log {
  readonly #options: Required<RowLogOptions>;
  #queue: RowQueue | null = null;
  #closed = false;
  /** The end of the latest rewrite: rewrites take turns. */
  #rewrites: Promise<unknown> = Promise.resolve();
  #rewriting = 0;
  /** Characters of commits since the base, and from how many on they are compacted. */
  #length = 0;
  #compactAt = Infinity;

  constructor(options: RowLogOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  async read(): Promise<Tables> {
    const { database, sandbox, warn, check } = this.#options;
    if (this.#queue) throw new StoreError(`Sandbox ${sandbox} was opened already`);
    try {
      const found = await readRows(database, sandbox, { check });
      this.#queue = new RowQueue(found.lastOrdinal, this.#options);
      this.#length = found.length - found.baseLength;
      this.#compactAt = this.#compactAbove(found.baseLength);
      if (found.version < VERSION) {
        // At once, because appended commits have the newest version.
        await this.write(found.tables);
        warn(`sandbox ${sandbox}: rewritten in format version ${VERSION}; it had ${found.version}`);
      }
      return found.tables;
    } catch (error) {
      throw storeError(`Cannot read sandbox ${sandbox} from the database`, error);
    }
  }

  get compactionDue(): boolean {
    return !this.#closed && this.#rewriting === 0 && this.#length > this.#compactAt;
  }

  append(changes: readonly Change[]): void {
    const records = JSON.stringify(changes);
    this.#opened().append(records);
    this.#length += records.length;
  }

  admit(): void {
    this.#opened().admit();
  }

  async check(): Promise<string | null> {
    return this.#closed ? null : ((await this.#queue?.trouble()) ?? null);
  }

  get waiting(): number {
    return this.#queue?.waiting ?? 0;
  }

  get isDurable(): boolean {
    return this.#queue?.isDurable ?? true;
  }

  flushed(): Promise<void> {
    return this.#queue?.flushed() ?? Promise.resolve();
  }

  /** Compacts: `tables`, which must be the result of all commits, take their place. */
  write(tables: Tables): Promise<void> {
    return this.#inTurn(async (queue) => {
      const ordinal = queue.nextOrdinal;
      const before = this.#length;
      const base = await this.#writeBase(tables);
      while (queue.lastOrdinal < ordinal) await queue.flushed();
      if (!(await base.use(ordinal))) throw this.#moved(queue);
      this.#compacted(base, this.#length - before);
    });
  }

  /** Replaces everything. If it throws, nothing is changed, or the sandbox is given up and must be read again. */
  replace(tables: Tables, onReplaced: () => void): Promise<void> {
    return this.#inTurn(async (queue) => {
      const base = await this.#writeBase(tables).catch((error: unknown) => {
        throw this.#cannotRewrite(error, true);
      });
      await queue.whileHeld(async () => {
        // What was queued, and an attempt to write it that is still under way, is before the new records. What is queued
        // meanwhile is dropped as well, and leaves no gap: the next commit has the ordinal after that of the base.
        const ordinal = queue.nextOrdinal;
        await this.#use(base, ordinal, queue);
        queue.goOnAfter(ordinal);
        this.#compacted(base, 0);
        onReplaced();
      });
    });
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#rewrites;
    await this.#queue?.flushed();
  }

  /** Puts a base in place after the commit of this ordinal. Where the connection breaks, the outcome is unknown: the same is asked again. @throws StoreError */
  async #use(base: Base, ordinal: number, queue: RowQueue): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        if (await base.use(ordinal)) return;
        throw this.#moved(queue, attempt === 1);
      } catch (error) {
        if (error instanceof StoreError && !(error instanceof DatabaseError)) throw error;
        // The only rows that others have, too, are those of consumer keys.
        if (sqlState(error) === UNIQUE_VIOLATION) throw new CredentialsTaken(error);
        // A refusal of a later attempt does not tell what became of the first.
        if (attempt === 1 && isRefusal(error)) throw this.#cannotRewrite(error, true);
        if (attempt < ATTEMPTS) continue;
        queue.moved();
        throw error;
      }
    }
  }

  #writeBase(tables: Tables): Promise<Base> {
    const { database, sandbox, epoch, sliceBytes } = this.#options;
    return writeBase({ database, sandbox, epoch, tables, sliceBytes, yieldToLoop });
  }

  #compacted({ length }: Base, since: number): void {
    this.#length = since;
    this.#compactAt = this.#compactAbove(length);
  }

  #compactAbove(base: number): number {
    return Math.max(this.#options.compactOver, this.#options.compactRatio * base);
  }

  #moved(queue: RowQueue, isUnchanged = false): StoreError {
    queue.moved();
    return new StoreError(`sandbox ${this.#options.sandbox} is served by another replica now`, {
      isUnchanged,
    });
  }

  #cannotRewrite(error: unknown, isUnchanged = false): StoreError {
    return storeError(`Cannot rewrite sandbox ${this.#options.sandbox} in the database`, error, isUnchanged);
  }

  async #inTurn(work: (queue: RowQueue) => Promise<void>): Promise<void> {
    const queue = this.#opened();
    this.#rewriting += 1;
    // If it fails, it is not retried at once.
    this.#compactAt = this.#compactAbove(this.#length);
    const rewriting = this.#rewrites.then(() => work(queue));
    this.#rewrites = rewriting.catch(() => undefined).then(() => (this.#rewriting -= 1));
    return rewriting.catch((error: unknown) => {
      throw this.#cannotRewrite(error);
    });
  }

  #opened(): RowQueue {
    if (!this.#queue || this.#closed)
      throw new StoreError(`Sandbox ${this.#options.sandbox} is not open`, { isUnchanged: true });
    return this.#queue;
  }
}
