import { createHash } from "node:crypto";
import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { machineWall } from "../clock/clock.js";
import { bytesOfRegular } from "../text/file-text.js";

/** How long a folder must be quiet before its files are read: editors write a file in several steps. Milliseconds. */
const QUIET_MS = 100;
/** A folder in which something changes all the time is never quiet: after this number of changes it is read anyway. */
const MOST_POSTPONED = 20;
/** How much is read at a time, in bytes, and from how many files of a folder. */
const MAX_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 1000;
const YAML = /\.ya?ml$/;

/** What is at a path: a digest of it, and why it cannot be used, if it cannot. */
interface Content {
  digest: string;
  problem: string | null;
}

/**
 * Watches the content of a file, or of all YAML files of a folder, whatever becomes of its folder meanwhile. Changes that leave the
 * content as it was are none.
 */
export class WatchedFiles {
  #watcher: FSWatcher | null = null;
  /** The folder that is watched: its path and what it is on the disk. */
  #watched = "";
  readonly #wall = machineWall();
  #disarm = (): void => undefined;
  #postponed = 0;
  #seen: Content;

  /**
   * `changed` is called after each change of content, with why it cannot be used; `lost` if the system cannot watch the
   * folder any more.
   */
  constructor(
    private readonly path: string,
    private readonly changed: (problem: string | null) => void,
    private readonly lost: (why: string) => void,
  ) {
    this.#seen = contentOf(path);
    this.#follow();
    // What changed between the two lines above.
    this.#look();
  }

  close(): void {
    this.#disarm();
    this.#watcher?.close();
  }

  /** Watches the folder that is there now. True if it was another one before. */
  #follow(): boolean {
    const folder = folderOf(this.path);
    const found = `${folder} ${identityOf(folder)}`;
    if (found === this.#watched) return false;
    this.#watched = found;
    this.#watcher?.close();
    this.#watcher = watch(folder, () => this.#look());
    this.#watcher.on("error", (error) => this.lost(error.message));
    return true;
  }

  #look(): void {
    if (this.#postponed > MOST_POSTPONED) return;
    this.#postponed += 1;
    this.#disarm();
    this.#disarm = this.#wall.setTimeout(() => {
      this.#postponed = 0;
      try {
        // What changed before the new folder was watched is seen by another look.
        if (this.#follow()) this.#look();
      } catch (error) {
        this.lost((error as Error).message);
      }
      const now = contentOf(this.path);
      if (now.digest === this.#seen.digest) return;
      this.#seen = now;
      this.changed(now.problem);
    }, QUIET_MS);
  }
}

/** The folder to watch: the one at the path, otherwise that of its file, because an editor replaces the file that it saves; the next one above if there is none. */
function folderOf(path: string): string {
  let folder = resolve(path);
  while (!isFolder(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What tells a folder from another one that came in its place. */
function identityOf(folder: string): string {
  try {
    const { dev, ino } = statSync(folder);
    return `${dev} ${ino}`;
  } catch {
    return "none";
  }
}

/** The files that are read, as for `--devices`. @throws the error of the system */
function filesAt(path: string): string[] {
  if (!isFolder(path)) return [path];
  const names = readdirSync(path).filter((name) => YAML.test(name));
  return names.sort().map((name) => join(path, name));
}

/** What is there. Nothing of it waits for a writer, and a file of any size costs bounded work. */
function contentOf(path: string): Content {
  const digest = createHash("sha256");
  let problem: string | null = null;
  const failed = (what: string, error: unknown): void => {
    const { message } = error as Error;
    digest.update(message);
    problem ??= `${what}: ${message}`;
  };
  let files: string[] = [];
  try {
    files = filesAt(path);
  } catch (error) {
    failed(path, error);
  }
  if (files.length > MAX_FILES) problem = `more than ${MAX_FILES} files`;
  let left = MAX_BYTES;
  for (const file of files.slice(0, MAX_FILES)) {
    digest.update(`${file}\0`);
    try {
      const bytes = bytesOfRegular(file, left);
      left -= bytes.length;
      digest.update(bytes);
    } catch (error) {
      // A missing file says so when it is read.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") failed(file, error);
    }
  }
  return { digest: digest.digest("hex"), problem };
}
