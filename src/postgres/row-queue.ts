import { crc32 } from "node:zlib";
import { StoreError, WAITING_WHILE_WRITTEN } from "../persistence/store.js";
import { isTooMuch } from "./database.js";
import { type CommitRow, type GroupWriter, LONG, type Source } from "./group-writer.js";

interface Waiter {
  /** A callback for the time when `n` commits are durable. */
  commits: number;
  resolve: () => void;
  reject: (error: StoreError) => void;
}

/** A group that is being written. */
interface Turn {
  over: Promise<void>;
  end: () => void;
}

function newTurn(): Turn {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  return { over, end };
}

/** Options of a {@link RowQueue}. */
export interface RowQueueOptions {
  sandbox: string;
  epoch: number;
  writer: GroupWriter;
  warn: (message: string) => void;
  /** Maximum number of waiting bytes while the database cannot be written; then commits are refused. */
  maxWaitingBytes: number;
  /** Whether the database takes other statements. */
  isAnswering: () => boolean;
  /** Called once, when the sandbox has another epoch: another process owns it, or it must be read again. */
  onMoved: () => void;
}

/** How often a long commit is tried that the database does not take, while it takes other statements. */
const ATTEMPTS = 3;

/** The checksum of a row. `n` is its ordinal or part, so that a row in another's place is detected. */
export const checksumOf = (n: number, records: string): number => crc32(`${n} ${records}`);

/** Queues a sandbox's commits for the {@link GroupWriter}, oldest first, one group at a time. */
export class RowQueue implements Source {
  #queue: string[] = [];
  #waitingBytes = 0;
  /** Number of the commits of `#queue` that are being written. */
  #taken = 0;
  #appended = 0;
  #durable = 0;
  #waiters: Waiter[] = [];
  #failure: StoreError | null = null;
  /** How often the next commit, a long one, was not taken. */
  #untaken = 0;
  #moved = false;
  /** Resolves when no group is being written; null if none is. */
  #idle: Turn | null = null;
  #held = false;

  constructor(
    /** The ordinal of the last durable commit. */
    private ordinal: number,
    private readonly options: RowQueueOptions,
  ) {}

  get sandbox(): string {
    return this.options.sandbox;
  }
  get epoch(): number {
    return this.options.epoch;
  }
  /** The ordinal of the last durable commit. */
  get lastOrdinal(): number {
    return this.ordinal;
  }
  /** The ordinal of the last queued commit. */
  get nextOrdinal(): number {
    return this.ordinal + this.#queue.length;
  }
  /** Number of commits that are not durable yet. */
  get waiting(): number {
    return this.#appended - this.#durable;
  }
  get isDurable(): boolean {
    return this.#durable === this.#appended;
  }

  get nextBytes(): number {
    return this.#queue[0]?.length ?? 0;
  }

  /** @see Store.admit */
  admit(): void {
    const { sandbox, maxWaitingBytes } = this.options;
    if (this.#failure === null) {
      if (this.#waitingBytes <= maxWaitingBytes * WAITING_WHILE_WRITTEN) return;
      const slow = `Sandbox ${sandbox} is written to the database more slowly than changes come`;
      throw new StoreError(slow, { isUnchanged: true });
    }
    if (!this.#moved && this.#waitingBytes <= maxWaitingBytes) return;
    this.#wake();
    const { message } = this.#failure;
    throw new StoreError(message, { cause: this.#failure, isUnchanged: true });
  }

  append(changes: string): void {
    this.#queue.push(changes);
    this.#waitingBytes += changes.length;
    this.#appended += 1;
    this.#wake();
  }

  /** Resolves when everything appended before the call is durable; rejects when a write failed. */
  flushed(): Promise<void> {
    if (this.isDurable) return Promise.resolve();
    if (this.#moved) return Promise.reject(this.#failure!);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ commits: this.#appended, resolve, reject });
      this.#wake();
    });
  }

  /** Why commits cannot be written; null if they can. Writes what waits. */
  async trouble(): Promise<string | null> {
    await this.flushed().catch(() => undefined);
    return this.#failure?.message ?? null;
  }

  /** Executes work while no commit is written. */
  async whileHeld(work: () => Promise<void>): Promise<void> {
    while (this.#idle !== null) await this.#idle.over;
    this.#held = true;
    try {
      await work();
    } finally {
      this.#held = false;
      this.#wake();
    }
  }

  /** Drops all queued commits, because other records take the place of what they led to. The next one has the ordinal after this. */
  goOnAfter(ordinal: number): void {
    this.ordinal = ordinal;
    this.#queue = [];
    this.#waitingBytes = 0;
    this.#durable = this.#appended;
    for (const { resolve } of this.#waiters.splice(0)) resolve();
  }

  take(most: number, bytes: number): CommitRow[] {
    if (this.#idle !== null || this.#held || this.#moved) return [];
    const rows: CommitRow[] = [];
    // After a failure one commit is tried first, whatever waits.
    const limit = this.#failure === null ? most : 1;
    let length = 0;
    for (const records of this.#queue) {
      if (rows.length >= limit || (rows.length > 0 && length + records.length > bytes)) break;
      const ordinal = this.ordinal + rows.length + 1;
      rows.push({ ordinal, checksum: checksumOf(ordinal, records), records });
      length += records.length;
    }
    this.#taken = rows.length;
    if (rows.length > 0) this.#idle = newTurn();
    return rows;
  }

  done(outcome: "kept" | "moved" | Error): void {
    const idle = this.#idle;
    this.#idle = null;
    if (outcome === "kept") this.#kept();
    else if (outcome === "moved") this.moved();
    else this.#failed(outcome);
    idle?.end();
    if (outcome === "kept" && this.#queue.length > 0) this.#wake();
  }

  /** The sandbox has another epoch: nothing is written any more. */
  moved(): void {
    this.#leave(new StoreError(`sandbox ${this.sandbox} is served by another replica now`));
  }

  #leave(why: StoreError): void {
    if (this.#moved) return;
    this.#moved = true;
    this.#failure = why;
    for (const { reject } of this.#waiters.splice(0)) reject(why);
    this.options.onMoved();
  }

  #kept(): void {
    const written = this.#queue.splice(0, this.#taken);
    for (const { length } of written) this.#waitingBytes -= length;
    this.ordinal += written.length;
    this.#durable += written.length;
    let due = 0;
    while (due < this.#waiters.length && this.#waiters[due]!.commits <= this.#durable) due += 1;
    for (const { resolve } of this.#waiters.splice(0, due)) resolve();
    this.#untaken = 0;
    if (this.#failure === null) return;
    this.#failure = null;
    this.options.warn(`sandbox ${this.sandbox}: its state can be written again`);
  }

  #failed(cause: Error): void {
    const error = new StoreError(`Cannot write sandbox ${this.sandbox} to the database: ${cause.message}`, {
      cause,
    });
    if (this.#failure === null)
      this.options.warn(
        `${error.message}. Every request retries the write and is refused until it succeeds.`,
      );
    // Others would wait for it without end, and nobody was told that it was carried out.
    const isTooLong = this.nextBytes > LONG && isTooMuch(cause) && this.options.isAnswering();
    this.#untaken = isTooLong ? this.#untaken + 1 : 0;
    if (this.#untaken === ATTEMPTS) {
      const size = (this.nextBytes / 2 ** 20).toFixed(1);
      const text = `${error.message}, ${ATTEMPTS} times. This change of ${size} MiB is given up, and the sandbox is read again.`;
      this.options.warn(text);
      this.#leave(new StoreError(text, { cause }));
      return;
    }
    this.#failure = error;
    for (const { reject } of this.#waiters.splice(0)) reject(error);
  }

  #wake(): void {
    if (this.#idle === null && !this.#held && !this.#moved && this.#queue.length > 0)
      this.options.writer.wake(this);
  }
}
