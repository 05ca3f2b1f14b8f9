import { link, unlink, writeFile } from "node:fs/promises";
import { textOfRegular } from "../text/regular-file.js";
import { join } from "node:path";
import { newSecret } from "../ids.js";
import { storeError } from "./log-files.js";
import { makeFolder } from "./make-folder.js";
import { isAlive, thisProcess, type ProcessLife } from "./process-life.js";
import { StoreError } from "./store.js";

/** A locked data directory. */
export interface DataDirLock {
  /** Releases the lock. */
  release(): Promise<void>;
}

/** What the lock needs of the system; tests replace it. */
export interface LockSystem {
  /** Each of these is one atomic step. */
  files: {
    makeFolder(path: string): Promise<unknown>;
    write(path: string, text: string): Promise<void>;
    /** Gives a file a second name; fails with EEXIST if the name is taken. */
    link(path: string, to: string): Promise<void>;
    read(path: string): Promise<string>;
    remove(path: string): Promise<void>;
  };
  self(): Promise<ProcessLife>;
  isAlive(life: ProcessLife): Promise<boolean>;
}

interface Owner extends ProcessLife {
  /** Distinguishes two locks of one process. */
  token: string;
}

/** Maximum number of attempts while other processes take and release the lock. */
const ATTEMPTS = 50;

/** Tokens of the locks that this process holds or takes. */
const ownTokens = new Set<string>();

const realSystem: LockSystem = {
  files: {
    makeFolder,
    write: (path, text) => writeFile(path, text, { flag: "wx", mode: 0o600 }),
    link,
    read: textOfRegular,
    remove: unlink,
  },
  self: thisProcess,
  isAlive,
};

/**
 * Locks a data directory for this process, and creates it (readable only by its owner) if it does not exist. Throws a
 * {@link StoreError} if a running process holds the lock; takes over the lock of an ended process. Pids are those of this
 * machine or container: a directory that two containers share is not guarded.
 */
export async function lockDataDir(dir: string, system: LockSystem = realSystem): Promise<DataDirLock> {
  const token = newSecret(8);
  ownTokens.add(token);
  try {
    await system.files.makeFolder(dir);
    const owner = { ...(await system.self()), token };
    await new Taking(dir, owner, system).take();
    return { release: () => release(join(dir, "lock"), owner, system) };
  } catch (error) {
    ownTokens.delete(token);
    throw storeError(`Cannot use data directory ${dir}`, error);
  }
}

/** The owner of a data directory's lock, and whether that process still runs; null if there is no lock. */
export async function lockHolder(dir: string): Promise<{ pid: number; isRunning: boolean } | null> {
  try {
    const owner = parse(await realSystem.files.read(join(dir, "lock")));
    return owner && { pid: owner.pid, isRunning: await isAlive(owner) };
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw storeError(`Cannot read the lock of data directory ${dir}`, error);
  }
}

/** One attempt to lock a directory. */
class Taking {
  readonly #claim: string;

  constructor(
    private readonly dir: string,
    private readonly owner: Owner,
    private readonly system: LockSystem,
  ) {
    this.#claim = join(dir, `lock.${owner.pid}.${owner.token}`);
  }

  async take(): Promise<void> {
    const { files } = this.system;
    // Written under a unique name and then linked, so the lock never exists without its content.
    await files.write(this.#claim, format(this.owner));
    try {
      await this.#own(join(this.dir, "lock"));
    } finally {
      await files.remove(this.#claim);
    }
  }

  async #own(path: string): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await this.#linked(path)) return;
      const holder = await this.#holder(path);
      if (holder === "stale") await this.#removeStale(path);
      else if (holder !== "none") throw inUse(this.dir, holder.pid);
    }
    throw new StoreError(`Data directory ${this.dir} is being taken by other processes. Try again.`);
  }

  /**
   * Removes a stale lock. Between the check and the removal, another process may have removed it and taken the lock;
   * so only the owner of the lock's guard may remove it. A guard is also a lock, with its own guard: it is stale only if
   * a process was killed in this method.
   */
  async #removeStale(path: string): Promise<void> {
    const guard = `${path}.steal`;
    await this.#own(guard);
    try {
      if ((await this.#holder(path)) === "stale") await this.system.files.remove(path);
    } finally {
      await this.system.files.remove(guard);
    }
  }

  async #linked(path: string): Promise<boolean> {
    try {
      await this.system.files.link(this.#claim, path);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      throw error;
    }
  }

  async #holder(path: string): Promise<Owner | "stale" | "none"> {
    try {
      const owner = parse(await this.system.files.read(path));
      return owner && (await this.#isHeld(owner)) ? owner : "stale";
    } catch (error) {
      if (codeOf(error) === "ENOENT") return "none";
      throw error;
    }
  }

  async #isHeld(holder: Owner): Promise<boolean> {
    // If the system does not provide starts, only known tokens identify the locks of this process.
    if (holder.pid === this.owner.pid && holder.started === "") return ownTokens.has(holder.token);
    return this.system.isAlive(holder);
  }
}

async function release(path: string, owner: Owner, { files }: LockSystem): Promise<void> {
  if (!ownTokens.delete(owner.token)) return;
  try {
    // A user may have removed the lock, and another process may have taken it.
    if (parse(await files.read(path))?.token === owner.token) await files.remove(path);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw storeError(`Cannot release ${path}`, error);
  }
}

function inUse(dir: string, pid: number): StoreError {
  return new StoreError(
    `Data directory ${dir} is in use by process ${pid}. Stop that process, ` +
      "or give this one another directory with --data-dir, or none with --in-memory.",
  );
}

function format({ pid, started, token }: Owner): string {
  return `${pid}\n${started}\n${token}\n`;
}

function parse(text: string): Owner | null {
  const [pid = "", started = "", token = ""] = text.split("\n");
  return /^[1-9]\d{0,9}$/.test(pid) ? { pid: Number(pid), started, token } : null;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
