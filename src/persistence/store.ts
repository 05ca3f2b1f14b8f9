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
}
