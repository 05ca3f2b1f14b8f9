import type { Change, Tables } from "../domain/records.js";

/**
 * Keeps a sandbox's records. A commit is in `tables` at once and durable when `flushed()` resolves; a request is
 * answered only after that, so nothing acknowledged is ever lost.
 */
export interface Store {
  /** The records after the last commit. Read only: change them through `commit`. */
  readonly tables: Tables;
  /** Applies all changes of one command to `tables` and queues them as one line of the log. */
  commit(changes: readonly Change[]): void;
  /**
   * Throws a {@link StoreError} if no commit may be made because too much is waiting: earlier ones could not be written,
   * or are written more slowly than others come. Nothing is changed then. Call it before a client's command changes anything.
   */
  admit(): void;
  /** Writes waiting commits and checks that the file is still there. Returns why it cannot be written; null if it can. */
  check(): Promise<string | null>;
  /** Whether every commit is durable: {@link flushed} would resolve at once. */
  readonly isDurable: boolean;
  /** Number of commits that are not durable yet. */
  readonly waiting: number;
  /** Resolves when every commit made before the call is durable; rejects with a {@link StoreError} when it cannot be. */
  flushed(): Promise<void>;
  /**
   * Replaces all records by these tables, which belong to the store from now on: one atomic step, durable when it
   * resolves. `onReplaced` is called in the same turn in which `tables` change, so that nobody sees the new tables with
   * data derived from the old ones.
   */
  replace(tables: Tables, onReplaced?: () => void): Promise<void>;
  /** Flushes and releases the file. */
  close(): Promise<void>;
}

/**
 * While what waits is being written, this many times as much may wait as after a failed write: it ends by itself, but each
 * commit of a large record is in memory until then.
 */
export const WAITING_WHILE_WRITTEN = 16;

/** What is said of a request whose outcome is not known. */
export const UNKNOWN_OUTCOME = "the request may or may not have been carried out";
const UNCHANGED = "nothing was changed";

/** What is known of a command that failed, beside its cause. */
interface StoreFailure {
  cause?: unknown;
  /** True if the command has changed nothing. The message says so. */
  isUnchanged?: boolean;
  /** True if the message itself says what became of the command. */
  isTold?: boolean;
}

/** A state file or data directory that cannot be used, in words for the user (exit code 2). */
export class StoreError extends Error {
  override name = "StoreError";
  /** True if the command has changed nothing. */
  readonly isUnchanged: boolean;
  /** The message without what became of the command. */
  readonly reason: string;
  readonly #isTold: boolean;

  constructor(message: string, { cause, isUnchanged = false, isTold = isUnchanged }: StoreFailure = {}) {
    super(isUnchanged ? `${message}; ${UNCHANGED}` : message, { cause });
    this.isUnchanged = isUnchanged;
    this.reason = message;
    this.#isTold = isTold;
  }

  /** The message with what became of the request that failed with it. `isRead`: it is one that changes nothing. */
  outcome({ isRead }: { isRead: boolean }): string {
    if (this.#isTold) return this.message;
    return `${this.message}; ${isRead ? UNCHANGED : UNKNOWN_OUTCOME}`;
  }
}

/** A statement that a database refused or did not answer. */
export class DatabaseError extends StoreError {
  override name = "DatabaseError";
  /** The code of PostgreSQL (SQLSTATE); undefined where it did not answer. */
  readonly code: string | undefined;

  constructor(cause: Error & { code?: string }) {
    super(`the database: ${cause.message}`, { cause });
    this.code = cause.code;
  }
}

/** Another sandbox has credentials of these records by now. Nothing was changed; other credentials may do. */
export class CredentialsTaken extends StoreError {
  override name = "CredentialsTaken";

  constructor(cause: unknown) {
    super("another sandbox has taken the credentials of these records", {
      cause,
      isUnchanged: true,
    });
  }
}
