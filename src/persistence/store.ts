import type { Change, Tables } from "../domain/records.js";

/**
 * What keeps a sandbox's records. A commit is in `tables` at once and durable when `flushed()` resolves; a request is
 * answered only after that, so nothing acknowledged is ever lost.
 */
export interface Store {
  /** The records as of the last commit. Read only: change them through `commit`. */
  readonly tables: Tables;
  /** Applies all changes of one command to `tables` and queues them as one line of the log. */
  commit(changes: readonly Change[]): void;
  /**
   * Throws a {@link StoreError} where a commit should not be made: earlier ones could not be written, and too much waits
   * already. Nothing is changed then. To be asked before a command of a client changes anything.
   */
  admit(): void;
  /** Writes what waits, and looks whether the file is still there. Why it cannot be written; null where it can. */
  check(): Promise<string | null>;
  /** Resolves when every commit made before the call is durable; rejects with a {@link StoreError} when it cannot be. */
  flushed(): Promise<void>;
  /**
   * Replaces all records: one atomic step, durable when it resolves. `onReplaced` is called in the same turn in which
   * `tables` become the new ones, so that nobody sees them beside what was derived from the old.
   */
  replace(tables: Tables, onReplaced?: () => void): Promise<void>;
  /** Flushes and releases the file. */
  close(): Promise<void>;
}

/** A state file or data directory that cannot be used, in words for the user (exit code 2). */
export class StoreError extends Error {
  override name = "StoreError";
  /** True where what was asked for was refused before it changed anything. */
  readonly isUnchanged: boolean;

  constructor(
    message: string,
    { cause, isUnchanged = false }: { cause?: unknown; isUnchanged?: boolean } = {},
  ) {
    super(message, { cause });
    this.isUnchanged = isUnchanged;
  }
}
