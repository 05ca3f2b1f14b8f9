import type { LogFile } from "./log-files.js";
import { headerOf } from "./log-lines.js";
import type { PendingCommit } from "./pending-commit.js";

/** Appends commits after the valid part of a state file. One call at a time. */
export class LogWriter {
  /** True if a failed write may have left bytes after `length`. */
  #spoiled = false;

  private constructor(
    readonly file: LogFile,
    /** Bytes of whole lines. */
    public length: number,
    /** Commits in them. */
    public commits: number,
  ) {}

  /** Starts an empty file with the header of a version; nothing is durable yet. */
  static async begin(file: LogFile, version: number): Promise<LogWriter> {
    const writer = new LogWriter(file, 0, 0);
    await writer.#write(Buffer.from(`${headerOf(version)}\n`));
    return writer;
  }

  /** Continues a file with this number of valid bytes and commits. */
  static resume(file: LogFile, length: number, commits: number): LogWriter {
    return new LogWriter(file, length, commits);
  }

  /** Appends the lines of commits, in one write if the system allows it; durable after `sync`. */
  async append(added: readonly PendingCommit[]): Promise<void> {
    let lines = "";
    for (const [index, commit] of added.entries()) lines += commit.line(this.commits + 1 + index);
    await this.#write(Buffer.from(lines));
    this.commits += added.length;
  }

  /** Whether `bytes` is the length that was written here. */
  fits(bytes: number): boolean {
    return this.#spoiled ? bytes >= this.length : bytes === this.length;
  }

  /** Makes durable what was appended. */
  sync(): Promise<void> {
    return this.file.sync();
  }

  /**
   * Appends durably, or removes what it wrote and throws. A failed sync counts as a failed write: the system may
   * have dropped the pages, and a second sync would report success.
   */
  async commit(added: readonly PendingCommit[]): Promise<void> {
    const { length, commits } = this;
    if (this.#spoiled) await this.#cutAt(length);
    try {
      await this.append(added);
      await this.sync();
    } catch (error) {
      this.length = length;
      this.commits = commits;
      this.#spoiled = true;
      await this.#cutAt(length).catch(() => undefined);
      throw error;
    }
  }

  async #cutAt(length: number): Promise<void> {
    await this.file.truncate(length);
    this.#spoiled = false;
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const written = await this.file.write(bytes.subarray(done), this.length + done);
      if (written === 0) throw new Error(`only ${done} of ${bytes.length} bytes could be written`);
      done += written;
    }
    this.length += bytes.length;
  }
}
