import { dirname } from "node:path";
import { type LogFiles, storeError } from "./log-files.js";
import type { LogWriter } from "./log-writer.js";
import { PendingCommit } from "./pending-commit.js";
import { StoreError } from "./store.js";

interface Waiter {
  /** Is told when so many commits are durable. */
  commits: number;
  resolve: () => void;
  reject: (error: StoreError) => void;
}

/** How a file takes the place of the one that a {@link CommitQueue} appends to. */
export interface Move {
  /** Brings the new file up to date and gives it the name; when it throws, the old one stays. */
  rename: () => Promise<void>;
  /** Called at the moment of the change. */
  moved: () => void;
  /** True where the new file begins another story: what is queued then belongs to the old one. */
  dropQueued: boolean;
}

/** What a {@link CommitQueue} works with. */
export interface CommitQueueOptions {
  /** Path of the file. */
  file: string;
  files: LogFiles;
  warn: (message: string) => void;
  /** While the file cannot be written, commits are admitted until so many bytes wait. */
  maxWaitingBytes: number;
  /** Awaited after each flush, before the next; who waits for the flush goes on meanwhile. */
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
  /** What is written would not be found again: there is no use in waiting. */
  isLost: boolean;
}

/** Another file, or none, is where ours was; or another program has changed it. */
class FileLost extends Error {
  override name = "FileLost";
}

/** Commits on their way to the file: all that are queued go in one write and one sync, one write at a time. */
export class CommitQueue {
  /** Commits that the file does not hold durably, oldest first. */
  #queue: PendingCommit[] = [];
  #waitingBytes = 0;
  #appended = 0;
  #durable = 0;
  #waiters: Waiter[] = [];
  #draining = false;
  /** The end of the last piece of work on the file: they take turns. */
  #turns: Promise<unknown> = Promise.resolve();
  /** True while the name of the file may not be durable; then neither is what it holds. */
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

  /** Bytes of the file that are good. */
  get length(): number {
    return this.writer.length;
  }

  /**
   * Throws a {@link StoreError} where the file cannot be written and what waits for it is as much as may, or the file is
   * lost. What waits is tried again, so that a later call may find it written.
   */
  admit(): void {
    if (this.#failure === null) return;
    const { error, isLost } = this.#failure;
    if (!isLost && this.#waitingBytes <= this.options.maxWaitingBytes) return;
    void this.#drain();
    throw new StoreError(`${error.message}; nothing was changed`, { cause: error, isUnchanged: true });
  }

  /** Writes what waits, and looks whether the file is in its place. Why it cannot be written; null where it can. */
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

  /** Resolves when everything appended before the call is durable; rejects when a write failed. */
  flushed(): Promise<void> {
    if (this.#durable === this.#appended) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiters.push({ commits: this.#appended, resolve, reject });
      void this.#drain();
    });
  }

  /** A list that gets what is appended from now on, until `endCopy` or a move. */
  beginCopy(): PendingCommit[] {
    return (this.#copy = []);
  }

  endCopy(): void {
    this.#copy = null;
  }

  /** Goes on with another file and closes the old one. Durable after `settle`. */
  moveTo(next: LogWriter, { rename, moved, dropQueued }: Move): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#appended;
      await this.#expectInPlace();
      await rename();
      const old = this.writer;
      this.writer = next;
      this.#folderDirty = true;
      const since = dropQueued ? 0 : this.#appended - before;
      this.#queue = this.#queue.slice(this.#queue.length - since);
      this.#waitingBytes = bytesOf(this.#queue);
      this.endCopy();
      moved();
      await old.file.close().catch(() => undefined);
    });
  }

  /** Makes the file, its name and all that is queued durable. */
  settle(): Promise<void> {
    return this.#inTurn(() => this.#flush());
  }

  /** Flushes and closes the file; closes it also when that fails. */
  async close(): Promise<void> {
    try {
      await this.flushed();
    } finally {
      await this.#inTurn(() => this.writer.file.close());
    }
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    try {
      do await this.settle();
      while (this.#durable < this.#appended);
    } catch {
      // The waiters know; the next append or flushed tries again.
    } finally {
      this.#draining = false;
    }
  }

  async #flush(): Promise<void> {
    const commits = this.#appended;
    const batch = [...this.#queue];
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
    if (this.#failure)
      this.options.warn(`${this.options.file}: it can be written again; nothing waits any more`);
    this.#failure = null;
    this.#queue.splice(0, batch.length);
    this.#waitingBytes = bytesOf(this.#queue);
    this.#durable = commits;
    const due = this.#waiters.filter((waiter) => waiter.commits <= commits);
    this.#waiters = this.#waiters.filter((waiter) => waiter.commits > commits);
    for (const waiter of due) waiter.resolve();
    this.#kept = { commits: this.writer.commits, bytes: this.writer.length };
    await this.options.onKept(this.#kept);
  }

  /** What is written to a file that nobody finds again would be lost without a word. @throws FileLost */
  async #expectInPlace(): Promise<void> {
    const { file, files } = this.options;
    const [{ id, bytes, named }, idThere] = await Promise.all([this.writer.file.facts(), files.idAt(file)]);
    if (!named || idThere !== id) {
      const what = idThere === null ? "removed" : "replaced";
      throw new FileLost(
        `it was ${what} while the emulator used it; what is committed now would be lost at its end`,
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
      warn(`${error.message}. It is tried again with every request; until then they are refused.`);
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
