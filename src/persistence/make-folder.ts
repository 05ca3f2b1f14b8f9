import { mkdir } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { realFiles } from "./log-files.js";

/** Makes a folder that only its owner can read, and the folders that lead to it, durably. One that exists stays as it is. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  const top = resolve(first);
  for (let made = resolve(path); ; made = dirname(made)) {
    await realFiles.syncFolder(dirname(made)).catch(ignoreUnreadable);
    if (made === top) return;
  }
}

/** A folder that may be written but not read cannot be opened for the flush. */
function ignoreUnreadable(error: NodeJS.ErrnoException): void {
  if (error.code !== "EACCES") throw error;
}
