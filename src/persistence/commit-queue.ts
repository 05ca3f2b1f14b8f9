import { dirname } from "node:path";
import { type LogFiles, storeError } from "./log-files.js";
import type { LogWriter } from "./log-writer.js";
import { PendingCommit } from "./pending-commit.js";
import { StoreError, WAITING_WHILE_WRITTEN } from "./store.js";

interface Waiter {
  /** A callback for the time when `n` commits are durable. */
  commits: number;
  resolve: () => void;
  reject: (error: StoreError) => void;
}

/** How a new file replaces the one that a {@link CommitQueue} appends to. */
export interface Move {
  /** Completes the new file with the commits so far and renames it; if it throws, the old file stays. */
  rename: () => Promise<void>;
  /** Called at the time of the change. */
  moved: () => void;
  /** True if the new file holds other records: the queued commits then belong to the old file and are dropped. */
  dropQueued: boolean;
}

/** Options of a {@link CommitQueue}. */
export interface CommitQueueOptions {
  /** Path of the file. */
  file: string;
  files: LogFiles;
  warn: (message: string) => void;
  /** Maximum number of waiting bytes while the file cannot be written; then commits are refused. */
  maxWaitingBytes: number;
  /** Awaited before each flush: the commits that come meanwhile belong to it. */
  gather: () => Promise<void>;
  /** Awaited after each flush, before the next; waiters of the flush continue meanwhile. */
  onKept: (kept: Kept) => Promise<void>;
}

/** What the file holds durably. */
export interface Kept {
  commits: number;
  bytes: number;
}

/** Why the last attempt to write failed. */
interface Failure {
  error: StoreError;
  reason: string;
  /** The file is lost, so later writes cannot succeed. */
  isLost: boolean;
}

/** The file was removed or replaced, or another program changed it. */
class FileLost extends Error {
  override name = "FileLost";
}

/** Queues commits for the file: one write and one sync for all queued commits, one write at a time. */
export class CommitQueue {
  /** Commits that are not durable, oldest first. */
  #queue: PendingCommit[] = [];
  #waitingBytes = 0;
  #appended = 0;
  #durable = 0;
  #waiters: Waiter[] = [];
  #draining = false;
  /** The end of the latest operation on the file: operations take turns. */
  #turns: Promise<unknown> = Promise.resolve();
  /** True while the file's name, and so its content, may not be durable. */
  #folderDirty = false;
  #copy: PendingCommit[] | null = null;
  #failure: Failure | null = null;
  #kept: Kept;

  constructor(
    private writer: LogWriter,
    private readonly options: CommitQueueOptions,
  ) {
    this.#kept = { commits: writer.commits, bytes: writer.length };
  }

  /** What the file holds durably. */
  get kept(): Kept {
    return this.#kept;
  }

  /** Length of the valid part of the file, in bytes. */
  get length(): number {
    return this.writer.length;
  }

  /**
   * Throws a {@link StoreError} if the file cannot be written, or not as fast as commits come, and the maximum number of
   * bytes waits, or if the file is lost. Waiting commits are retried, so a later call may succeed.
   */
  admit(): void {
    const { file, maxWaitingBytes } = this.options;
    if (this.#failure === null) {
      if (this.#waitingBytes <= maxWaitingBytes * WAITING_WHILE_WRITTEN) return;
      const slow = `State file ${file} is written more slowly than changes come`;
      throw new StoreError(slow, { isUnchanged: true });
    }
    const { error, isLost } = this.#failure;
    if (!isLost && this.#waitingBytes <= maxWaitingBytes) return;
    void this.#drain();
    throw new StoreError(error.message, { cause: error, isUnchanged: true });
  }

  /** Writes waiting commits and checks that the file is in place. Returns why it cannot be written; null if it can. */
  async check(): Promise<string | null> {
    await this.settle().catch(() => undefined);
    return this.#failure?.reason ?? null;
  }

  /** Queues a text of changes. */
  append(changes: string): void {
    const commit = new PendingCommit(changes);
    this.#queue.push(commit);
    this.#waitingBytes += commit.bytes;
    this.#copy?.push(commit);
    this.#appended += 1;
    void this.#drain();
  }

  /** Whether everything appended is durable. */
  get isDurable(): boolean {
    return this.#durable === this.#appended;
  }

  /** Number of commits that are not durable yet. */
  get waiting(): number {
    return this.#appended - this.#durable;
  }

  /** Resolves when everything appended before the call is durable; rejects when a write failed. */
  flushed(): Promise<void> {
    if (this.isDurable) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ commits: this.#appended, resolve, reject });
      void this.#drain();
    });
  }

  /** A list that receives the commits from now on, until `endCopy` or a move. */
  beginCopy(): PendingCommit[] {
    return (this.#copy = []);
  }

  endCopy(): void {
    this.#copy = null;
  }

  /** Switches to another file and closes the old one. Durable after `settle`. */
  moveTo(next: LogWriter, { rename, moved, dropQueued }: Move): Promise<void> {
    return this.#inTurn(async () => {
      await this.#expectInPlace();
      // No await between these two lines: `rename` takes the commits that came before it.
      const before = this.#appended;
      await rename();
      const old = this.writer;
      this.writer = next;
      this.#folderDirty = true;
      // Nothing is known to be durable under this name until `settle`.
      this.#kept = { commits: 0, bytes: 0 };
      const since = dropQueued ? 0 : this.#appended - before;
      this.#queue = this.#queue.slice(this.#queue.length - since);
      this.#waitingBytes = bytesOf(this.#queue);
      this.endCopy();
      moved();
      await old.file.close().catch(() => undefined);
    });
  }

  /** Makes the file, its name and all queued commits durable. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#flush());
  }

  /** Flushes and closes the file; closes it even if the flush fails. */
  async close(): Promise<void> {
    try {
      await (this.#folderDirty ? this.settle() : this.flushed());
    } finally {
      await this.#inTurn(() => this.writer.file.close());
    }
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    do {
      await this.options.gather();
      // Others may have settled everything meanwhile, and closed the file.
      if (this.isDurable && this.#waiters.length === 0) break;
      try {
        await this.settle();
      } catch {
        // The waiters got the error; the next `append` or `flushed` retries.
        if (this.#waiters.length === 0) break;
      }
    } while (this.#durable < this.#appended);
    this.#draining = false;
  }

  /** After a failure one commit is tried first: on a full disk, a try costs no more than that, whatever waits. */
  async #flush(): Promise<void> {
    if (this.#failure && this.#queue.length > 1) await this.#write(this.#queue.slice(0, 1));
    await this.#write([...this.#queue]);
  }

  async #write(batch: readonly PendingCommit[]): Promise<void> {
    const left = this.#queue.length - batch.length;
    const commits = this.#appended - left;
    try {
      await this.#expectInPlace();
      if (this.#folderDirty) await this.options.files.syncFolder(dirname(this.options.file));
      this.#folderDirty = false;
      if (batch.length > 0) await this.writer.commit(batch);
    } catch (cause) {
      const error = this.#failed(cause);
      for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
      throw error;
    }
    if (this.#failure && left === 0) {
      this.options.warn(`${this.options.file}: it can be written again; all waiting changes are saved`);
      this.#failure = null;
    }
    this.#queue.splice(0, batch.length);
    this.#waitingBytes = bytesOf(this.#queue);
    this.#durable = commits;
    // Waiters are in the order of their commits.
    let due = 0;
    while (due < this.#waiters.length && this.#waiters[due]!.commits <= commits) due += 1;
    for (const waiter of this.#waiters.splice(0, due)) waiter.resolve();
    this.#kept = { commits: this.writer.commits, bytes: this.writer.length };
    await this.options.onKept(this.#kept);
  }

  /** Checks that the open file still has its name, because writes to another file would be lost. @throws FileLost */
  async #expectInPlace(): Promise<void> {
    const { file, files } = this.options;
    const [{ id, bytes, named }, idThere] = await Promise.all([this.writer.file.facts(), files.idAt(file)]);
    if (!named || idThere !== id) {
      const what = idThere === null ? "removed" : "replaced";
      throw new FileLost(
        `it was ${what} while the emulator used it; changes that are made now would be lost at its end`,
      );
    }
    if (!this.writer.fits(bytes)) {
      const lengths = `it has ${bytes} bytes, and ${this.writer.length} were written`;
      throw new FileLost(`another program has changed it: ${lengths}`);
    }
  }

  #failed(cause: unknown): StoreError {
    const { file, warn } = this.options;
    const error = storeError(`Cannot write state file ${file}`, cause);
    if (!this.#failure)
      warn(`${error.message}. Every request retries the write and is refused until it succeeds.`);
    const reason = cause instanceof Error ? cause.message : String(cause);
    this.#failure = { error, reason, isLost: cause instanceof FileLost };
    return error;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => undefined);
    return turn;
  }
}

const bytesOf = (commits: readonly PendingCommit[]): number =>
  commits.reduce((sum, { bytes }) => sum + bytes, 0);
