import { fdatasync, fstatSync, statSync, write } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { platform } from "node:process";
import { openNew } from "../text/new-file.js";
import { DatabaseError, StoreError } from "./store.js";

/** The identity of an open file. */
export interface FileFacts {
  /** Unique among the existing files. */
  id: string;
  bytes: number;
  /** False if it has no name any more. */
  named: boolean;
}

/** An open file, as the state log needs it. Positions and lengths are bytes. */
export interface LogFile {
  /** Reads into the buffer; resolves with the number of bytes read, 0 at the end of the file. */
  read(into: Buffer, position: number): Promise<number>;
  /** Writes; resolves with the number of bytes written, which may be less than asked. */
  write(bytes: Buffer, position: number): Promise<number>;
  truncate(length: number): Promise<void>;
  facts(): Promise<FileFacts>;
  /** Makes what was written durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** The file system, as the state log needs it; tests replace it to inject faults. */
export interface LogFiles {
  /** Opens for reading and writing; null if the file does not exist. */
  open(path: string): Promise<LogFile | null>;
  /** Creates a file that only its owner can read, in place of what has the name, and opens it. */
  create(path: string): Promise<LogFile>;
  /** The {@link FileFacts.id} of the file that has this name now; null if there is none. */
  idAt(path: string): Promise<string | null>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file if it exists. */
  remove(path: string): Promise<void>;
  /** Makes the folder's entries durable: files that were created, renamed or removed in it. */
  syncFolder(path: string): Promise<void>;
}

/** The real file system. */
export const realFiles: LogFiles = {
  async open(path) {
    try {
      return logFile(await open(path, "r+"));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  },
  create: async (path) => logFile(await openNew(path, "wx+")),
  // Not through the thread pool: each flush asks, and the answer is in memory.
  async idAt(path) {
    try {
      const found = statSync(path, { bigint: true, throwIfNoEntry: false });
      return found === undefined ? null : idOf(found);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOTDIR") return null;
      throw error;
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  async syncFolder(path) {
    // Windows cannot flush a folder, and keeps its entries in a journal.
    if (platform === "win32") return;
    const folder = await open(path, "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
};

/**
 * A {@link StoreError} that says what could not be done and why; returns `cause` if it says so already. `isUnchanged`: whether it
 * is known that nothing was changed.
 */
export function storeError(what: string, cause: unknown, isUnchanged = false): StoreError {
  if (cause instanceof StoreError && !(cause instanceof DatabaseError)) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new StoreError(`${what}: ${why}`, { cause, isUnchanged });
}

function logFile(handle: FileHandle): LogFile {
  // A handle does not know of calls by number. If it were closed before their end, they could reach another file.
  let underWay = 0;
  let onIdle = (): void => undefined;
  const byNumber = <T>(call: (done: (error: Error | null, result: T) => void) => void): Promise<T> =>
    new Promise((resolve, reject) => {
      underWay += 1;
      call((error, result) => {
        underWay -= 1;
        if (underWay === 0) onIdle();
        if (error) reject(error);
        else resolve(result);
      });
    });
  return {
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    // Each flush writes and syncs. Calls by number take half of what those of a handle take.
    write: (bytes, position) => byNumber((done) => write(handle.fd, bytes, 0, bytes.length, position, done)),
    truncate: (length) => handle.truncate(length),
    async facts() {
      const found = fstatSync(handle.fd, { bigint: true });
      return { id: idOf(found), bytes: Number(found.size), named: found.nlink > 0n };
    },
    async sync() {
      await byNumber<null>((done) => fdatasync(handle.fd, (error) => done(error, null)));
    },
    async close() {
      if (underWay > 0) await new Promise<void>((resolve) => (onIdle = resolve));
      await handle.close();
    },
  };
}

const idOf = ({ dev, ino }: { dev: bigint; ino: bigint }): string => `${dev}/${ino}`;
