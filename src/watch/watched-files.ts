import { createHash } from "node:crypto";
import { type FSWatcher, readdirSync, readFileSync, statSync, watch } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { machineWall } from "../clock/clock.js";

/** How long a folder must be quiet before its files are read: editors write a file in several steps. Milliseconds. */
const QUIET_MS = 100;

/** Watches the content of a file, or of all files of a folder. Changes that leave the content as it was are none. */
export class WatchedFiles {
  readonly #watcher: FSWatcher;
  readonly #wall = machineWall();
  #disarm = (): void => undefined;
  #seen: string;

  /** `changed` is called after each change of content; `lost` if the system cannot watch the folder any more. */
  constructor(
    private readonly path: string,
    private readonly changed: () => void,
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
    this.#disarm();
    this.#disarm = this.#wall.setTimeout(() => {
      const now = contentOf(this.path);
      if (now === this.#seen) return;
      this.#seen = now;
      this.changed();
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

/** A digest of what is there; of nothing if nothing is. */
function contentOf(path: string): string {
  const digest = createHash("sha256");
  const files = isFolder(path)
    ? readdirSync(path)
        .sort()
        .map((name) => join(path, name))
    : [path];
  for (const file of files) {
    try {
      digest.update(`${file}\0`).update(readFileSync(file));
    } catch {
      // It is gone, or a folder.
    }
  }
  return digest.digest("hex");
}
