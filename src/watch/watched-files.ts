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
/** The files of a folder that are read, as for `--devices`. */
const YAML = /\.ya?ml$/;

/** What is at a path: a digest of it, and why it cannot be used, if it cannot. */
interface Content {
  digest: string;
  problem: string | null;
}

/** Watches the content of a file, or of all YAML files of a folder. Changes that leave the content as it was are none. */
export class WatchedFiles {
  readonly #watcher: FSWatcher;
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
    lost: (why: string) => void,
  ) {
    this.#seen = contentOf(path);
    // The folder, because an editor replaces the file that it saves.
    this.#watcher = watch(isFolder(path) ? path : dirname(resolve(path)), () => this.#look());
    this.#watcher.on("error", (error) => lost(error.message));
    // What changed between the two lines above.
    this.#look();
  }

  close(): void {
    this.#disarm();
    this.#watcher.close();
  }

  #look(): void {
    if (this.#postponed > MOST_POSTPONED) return;
    this.#postponed += 1;
    this.#disarm();
    this.#disarm = this.#wall.setTimeout(() => {
      this.#postponed = 0;
      const now = contentOf(this.path);
      if (now.digest === this.#seen.digest) return;
      this.#seen = now;
      this.changed(now.problem);
    }, QUIET_MS);
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** What is there. Nothing of it waits for a writer, and a file of any size costs bounded work. */
function contentOf(path: string): Content {
  const digest = createHash("sha256");
  let problem: string | null = null;
  const files = isFolder(path)
    ? readdirSync(path)
        .filter((name) => YAML.test(name))
        .sort()
        .map((name) => join(path, name))
    : [path];
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
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      digest.update((error as Error).message);
      problem ??= `${file}: ${(error as Error).message}`;
    }
  }
  return { digest: digest.digest("hex"), problem };
}
