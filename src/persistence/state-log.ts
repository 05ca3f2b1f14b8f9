import { dirname } from "node:path";
import { yieldToLoop } from "../clock/clock.js";
import { type Change, LARGE_TABLES, type Tables } from "../domain/records.js";
import { CommitQueue, type Kept } from "./commit-queue.js";
import { realFiles, storeError, type LogFile, type LogFiles } from "./log-files.js";
import type { Log } from "./log.js";
import { type CheckRecords, countRecords, damaged, noCheck, replay, type Replay } from "./log-replay.js";
import { rewrite, temporary } from "./log-rewrite.js";
import { LogWriter } from "./log-writer.js";
import type { Migration } from "./migration.js";
import { MIGRATIONS, versionOf } from "./migrations.js";
import { type Mark, markOf, readMark, shortfall, writeMark } from "./state-mark.js";
import { StoreError } from "./store.js";

/** Options of a {@link StateLog}; all except the first two have defaults. */
export interface StateLogOptions {
  /** Path of the state file; its folder exists. */
  file: string;
  /** Receives warnings that need no action of the user. */
  warn: (message: string) => void;
  files?: LogFiles;
  yieldToLoop?: () => Promise<void>;
  /** Awaited before commits are written. Default: one round of the event loop, whose commits become one write. */
  gather?: () => Promise<void>;
  /** A smaller file, in bytes, is not compacted. */
  compactOver?: number;
  /** A file is compacted when its length exceeds this multiple of the length after the last compaction. */
  compactRatio?: number;
  /** Bytes of records that compaction writes before it yields to the event loop. */
  sliceBytes?: number;
  /** From the records of each version to those of the next. */
  migrations?: readonly Migration[];
  /** Validates the records of a file that is opened. Default: only lines are checked. */
  check?: CheckRecords;
  /** Keeps a {@link Mark} beside the file, and refuses a file that lacks what the mark states. */
  marked?: boolean;
  /** Maximum number of waiting bytes while the file cannot be written; then commits are refused. */
  maxWaitingBytes?: number;
}

const DEFAULTS = {
  files: realFiles,
  yieldToLoop,
  gather: yieldToLoop,
  compactOver: 2 ** 20,
  // Compacted records are so much shorter that a greater ratio would only make starts longer.
  compactRatio: 2,
  sliceBytes: 2 ** 16,
  migrations: MIGRATIONS,
  check: noCheck,
  marked: false,
  maxWaitingBytes: 4 * 2 ** 20,
};

/** Part of their length that records of large tables lose as blocks. */
const SAVED_BY_BLOCKS = 0.7;

/** The mark is updated when the file has grown by this number of bytes, not with each commit. */
const MARK_EVERY_BYTES = 2 ** 18;

/**
 * A sandbox's state file as an adapter of lowdb: one appended line per commit; the last write wins. `read` opens the file
 * and replays it, `append` and `flushed` add commits, `write` compacts it. One instance, in one process, for each file.
 */
export class StateLog implements Log {
  readonly #options: Required<StateLogOptions>;
  #queue: CommitQueue | null = null;
  #closed = false;
  /** The end of the latest rewrite: rewrites take turns. */
  #rewrites: Promise<unknown> = Promise.resolve();
  #rewriting = 0;
  #compactAt = 0;
  /** Length of the file at its last mark. */
  #markedBytes = 0;
  /** The end of the latest write of the mark. */
  #marks: Promise<unknown> = Promise.resolve();

  constructor(options: StateLogOptions) {
    this.#options = { ...DEFAULTS, ...options };
  }

  /** Whether enough of the file is superseded for a compaction. */
  get compactionDue(): boolean {
    return (
      !this.#closed && this.#rewriting === 0 && this.#queue !== null && this.#queue.length > this.#compactAt
    );
  }

  /**
   * Opens the file, creating it if it does not exist, and replays it. A torn last line is cut off and reported. A
   * file of an older version is rewritten in the newest. Throws a {@link StoreError} if the file is damaged
   * otherwise or has a newer version (and then leaves it unchanged), or cannot be used.
   */
  async read(): Promise<Tables> {
    const { file, files } = this.#options;
    if (this.#queue) throw new StoreError(`State file ${file} was opened already`);
    try {
      const mark = this.#options.marked ? await readMark(files, file) : null;
      const found = await files.open(file);
      if (!found && mark) throw missing(file, mark);
      const handle = found ?? (await files.create(file));
      try {
        return await this.#begin(handle, mark);
      } catch (error) {
        this.#queue = null;
        await handle.close().catch(() => undefined);
        throw error;
      }
    } catch (error) {
      throw storeError(`Cannot open state file ${file}`, error);
    }
  }

  /** @see Store.admit */
  admit(): void {
    this.#opened().admit();
  }

  /** @see Store.check */
  async check(): Promise<string | null> {
    return this.#closed ? null : ((await this.#queue?.check()) ?? null);
  }

  /** Queues the changes of one command as one line; their content is copied at once. */
  append(changes: readonly Change[]): void {
    this.#opened().append(JSON.stringify(changes));
  }

  /**
   * Resolves when everything appended before the call is durable. Rejects with a {@link StoreError} when a write
   * failed; the lines stay queued, and the next `append` or `flushed` retries them.
   */
  flushed(): Promise<void> {
    return this.#queue?.flushed() ?? Promise.resolve();
  }

  /** Whether everything appended is durable. */
  get isDurable(): boolean {
    return this.#queue?.isDurable ?? true;
  }

  /** Number of commits that are not durable yet. */
  get waiting(): number {
    return this.#queue?.waiting ?? 0;
  }

  /**
   * Compacts: `tables`, which must be the result of all commits, and the commits that arrive meanwhile replace the file's
   * lines. Those commits are also written to the old file, so that no request waits for the compaction. If it
   * fails (a {@link StoreError}), the old file stays.
   */
  write(tables: Tables): Promise<void> {
    return this.#rewrite(tables, null);
  }

  /**
   * Replaces everything. `onReplaced` is called when `tables` replaces all commits so far; later commits come on top. If
   * it throws a {@link StoreError} before that, nothing has changed; after that, `tables` is in place and only its
   * durability is uncertain until the next flush.
   */
  replace(tables: Tables, onReplaced: () => void): Promise<void> {
    return this.#rewrite(tables, onReplaced);
  }

  /** Flushes and releases the file; releases it even if the flush fails. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#rewrites;
    await this.#queue?.close();
    if (this.#queue) await this.#tryMark(this.#queue.kept);
  }

  async #begin(handle: LogFile, mark: Mark | null): Promise<Tables> {
    const { file, files, warn, migrations, check } = this.#options;
    const found = await replay(handle, file, { migrations, check, markedAt: mark?.commits });
    const lacks = mark && shortfall(mark, found);
    if (lacks !== null) throw damaged(file, { line: null, reason: lacks });
    // Only now, so that a damaged file and the files beside it stay unchanged.
    await files.remove(temporary(file));
    if (found.torn > 0) {
      await handle.truncate(found.length);
      warn(`${file}: dropped the last ${found.torn} bytes, an interrupted write that was never acknowledged`);
    }
    let writer = LogWriter.resume(handle, found.length, found.commits);
    if (found.length === 0) {
      writer = await LogWriter.begin(handle, this.#version);
      await writer.sync();
      await files.syncFolder(dirname(file));
    }
    this.#queue = new CommitQueue(writer, {
      ...this.#options,
      onKept: (kept) => this.#markWhenDue(kept),
    });
    await this.#tryMark(this.#queue.kept);
    this.#compactAt = this.#compactAbove(estimateCompacted(found));
    if (found.version < this.#version) {
      // At once, because appended commits have the newest version.
      await this.write(found.tables);
      warn(`${file}: rewritten in format version ${this.#version}; it had ${found.version}`);
    }
    return found.tables;
  }

  get #version(): number {
    return versionOf(this.#options.migrations);
  }

  async #rewrite(tables: Tables, onReplaced: (() => void) | null): Promise<void> {
    const queue = this.#opened();
    this.#rewriting += 1;
    const rewriting = this.#rewrites.then(() => this.#rewriteNow(queue, tables, onReplaced));
    this.#rewrites = rewriting.catch(() => undefined).then(() => (this.#rewriting -= 1));
    return rewriting;
  }

  async #rewriteNow(queue: CommitQueue, tables: Tables, onReplaced: (() => void) | null): Promise<void> {
    const { file, files, yieldToLoop, sliceBytes } = this.#options;
    // If it fails, it is not retried at once.
    this.#compactAt = this.#compactAbove(queue.length);
    const replacing = onReplaced !== null;
    let isMoved = false;
    const onMoved = (length: number) => {
      isMoved = true;
      this.#compactAt = this.#compactAbove(length);
      onReplaced?.();
    };
    try {
      const version = this.#version;
      // The mark matches both files that a power failure may leave.
      const beforeMove = () =>
        this.#mark({ commits: Math.min(1, queue.kept.commits, countRecords(tables)), bytes: null });
      const how = { version, yieldToLoop, sliceBytes, replacing, beforeMove, onMoved };
      await rewrite(queue, { file, files, tables, ...how });
      await this.#tryMark(queue.kept);
    } catch (error) {
      throw storeError(`Cannot rewrite state file ${file}`, error, replacing && !isMoved);
    }
  }

  async #markWhenDue(kept: Kept): Promise<void> {
    if (!this.#options.marked || kept.bytes - this.#markedBytes < MARK_EVERY_BYTES) return;
    // The mark never exceeds the durable part, so it need not be durable itself.
    await this.#tryMark(kept, false);
  }

  /** Updates the mark. If that fails, the earlier mark states less, but nothing wrong. */
  async #tryMark(mark: Mark, isDurable = true): Promise<void> {
    await this.#mark(mark, isDurable).catch((error: unknown) => {
      this.#options.warn(`${markOf(this.#options.file)} cannot be written: ${(error as Error).message}`);
    });
  }

  /** Writes marks one after another, because they share a temporary file. */
  #mark(mark: Mark, isDurable = true): Promise<void> {
    if (!this.#options.marked) return Promise.resolve();
    const marking = this.#marks.then(() => this.#markNow(mark, isDurable));
    this.#marks = marking.catch(() => undefined);
    return marking;
  }

  async #markNow(mark: Mark, isDurable: boolean): Promise<void> {
    const { files, file } = this.#options;
    this.#markedBytes = mark.bytes ?? 0;
    if (mark.commits === 0) return files.remove(markOf(file));
    await writeMark(files, file, mark, isDurable);
    if (isDurable) await files.syncFolder(dirname(file));
  }

  #compactAbove(compacted: number): number {
    return Math.max(this.#options.compactOver, this.#options.compactRatio * compacted);
  }

  #opened(): CommitQueue {
    if (!this.#queue || this.#closed)
      throw new StoreError(`State file ${this.#options.file} is not open`, { isUnchanged: true });
    return this.#queue;
  }
}

function missing(file: string, { commits }: Mark): StoreError {
  return new StoreError(
    `State file ${file} is missing, and ${commits} commits were saved in it. Nothing was changed. ` +
      `Restore the file, or remove ${markOf(file)} too to start with a new sandbox.`,
  );
}

/** Approximate length of the file after a compaction. */
function estimateCompacted({ tables, length, changes, blocks }: Replay): number {
  const records = countRecords(tables);
  const share = changes === 0 ? 1 : Math.min(1, Math.max(0, records - blocks.records) / changes);
  const large = LARGE_TABLES.reduce((sum, name) => sum + tables[name].size, 0) / Math.max(1, records);
  return blocks.bytes + (length - blocks.bytes) * share * (1 - large * SAVED_BY_BLOCKS);
}
