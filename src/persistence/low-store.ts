import { Low, Memory } from "lowdb";
import { applyChange, emptyTables, type Change, type Tables } from "../domain/records.js";
import { StateLog, type StateLogOptions } from "./state-log.js";
import type { Log } from "./log.js";
import type { Store } from "./store.js";

/** Where a store keeps its records: in a file, or only in memory. */
export type StoreOptions =
  ({ inMemory?: false } & StateLogOptions) | ({ inMemory: true } & Partial<Pick<StateLogOptions, "warn">>);

/** Opens a sandbox's store, a new one if the file is missing or empty. Throws a {@link StoreError} if that fails. */
export function openStore(options: StoreOptions): Promise<Store> {
  if (options.inMemory) return Promise.resolve(new MemoryStore(new Low(new Memory<Tables>(), emptyTables())));
  return openLog(new StateLog(options), options.warn);
}

/** Opens a store over a log. Throws a {@link StoreError} if that fails. */
export async function openLog(log: Log, warn: (message: string) => void): Promise<Store> {
  const low = new Low<Tables>(log, emptyTables());
  await low.read();
  return new LogStore(low, log, warn);
}

/** A store in memory only. lowdb's `Memory` keeps the tables themselves, not a copy. */
class MemoryStore implements Store {
  constructor(private readonly low: Low<Tables>) {}

  get tables(): Tables {
    return this.low.data;
  }

  commit(changes: readonly Change[]): void {
    for (const change of changes) applyChange(this.low.data, change);
  }

  admit(): void {
    // Memory accepts every commit.
  }

  check(): Promise<null> {
    return Promise.resolve(null);
  }

  readonly isDurable = true;
  readonly waiting = 0;

  flushed(): Promise<void> {
    return this.low.write();
  }

  async replace(tables: Tables, onReplaced?: () => void): Promise<void> {
    this.low.data = tables;
    onReplaced?.();
    await this.low.write();
  }

  async close(): Promise<void> {
    await this.low.write();
  }
}

class LogStore implements Store {
  constructor(
    private readonly low: Low<Tables>,
    private readonly log: Log,
    private readonly warn: (message: string) => void,
  ) {
    this.#compactWhenDue();
  }

  get tables(): Tables {
    return this.low.data;
  }

  commit(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    // The step that can fail comes first. No await between the two: a compaction must not see one without the other.
    this.log.append(changes);
    for (const change of changes) applyChange(this.low.data, change);
    this.#compactWhenDue();
  }

  admit(): void {
    this.log.admit();
  }

  check(): Promise<string | null> {
    return this.log.check();
  }

  get isDurable(): boolean {
    return this.log.isDurable;
  }

  get waiting(): number {
    return this.log.waiting;
  }

  flushed(): Promise<void> {
    return this.log.flushed();
  }

  replace(tables: Tables, onReplaced?: () => void): Promise<void> {
    return this.log.replace(tables, () => {
      this.low.data = tables;
      onReplaced?.();
    });
  }

  close(): Promise<void> {
    return this.log.close();
  }

  #compactWhenDue(): void {
    if (!this.log.compactionDue) return;
    this.low.write().catch((error: unknown) => this.warn(`${(error as Error).message}; nothing was changed`));
  }
}
