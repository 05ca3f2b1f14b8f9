import { storeError } from "./log-files.js";
import type { LogWriter } from "./log-writer.js";
import type { StoreError } from "./store.js";

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

/** Commits on their way to the file: all that are queued go in one write and one sync, one write at a time. */
export class CommitQueue {
  /** Changes of the commits that the file does not hold durably, oldest first. */
  #queue: string[] = [];
  #appended = 0;
  #durable = 0;
  #waiters: Waiter[] = [];
  #draining = false;
  /** The end of the last piece of work on the file: they take turns. */
  #turns: Promise<unknown> = Promise.resolve();
  /** True while the name of the file may not be durable; then neither is what it holds. */
  #folderDirty = false;
  #copy: string[] | null = null;

  constructor(
    private writer: LogWriter,
    private readonly syncFolder: () => Promise<void>,
    /** What to say when a write fails. */
    private readonly failure: string,
  ) {}

  /** Bytes of the file that are good. */
  get length(): number {
    return this.writer.length;
  }

  /** Queues a text of changes. */
  append(changes: string): void {
    this.#queue.push(changes);
    this.#copy?.push(changes);
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
  beginCopy(): string[] {
    return (this.#copy = []);
  }

  endCopy(): void {
    this.#copy = null;
  }

  /** Goes on with another file and closes the old one. Durable after `settle`. */
  moveTo(next: LogWriter, { rename, moved, dropQueued }: Move): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#appended;
      await rename();
      const old = this.writer;
      this.writer = next;
      this.#folderDirty = true;
      const since = dropQueued ? 0 : this.#appended - before;
      this.#queue = this.#queue.slice(this.#queue.length - since);
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
      while (this.#durable < this.#appended) await this.settle();
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
      if (this.#folderDirty) await this.syncFolder();
      this.#folderDirty = false;
      if (batch.length > 0) await this.writer.commit(batch);
    } catch (cause) {
      const error = storeError(this.failure, cause);
      for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
      throw error;
    }
    this.#queue.splice(0, batch.length);
    this.#durable = commits;
    const due = this.#waiters.filter((waiter) => waiter.commits <= commits);
    this.#waiters = this.#waiters.filter((waiter) => waiter.commits > commits);
    for (const waiter of due) waiter.resolve();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => undefined);
    return turn;
  }
}
