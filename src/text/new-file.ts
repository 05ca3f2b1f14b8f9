import { closeSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { type FileHandle, open, unlink, writeFile } from "node:fs/promises";

/** Only its owner can read it. */
const PRIVATE = 0o600;

const hasCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code;

/**
 * Opens a new file that only its owner can read. What had the name is removed first, so that nothing is written through a link
 * that somebody has put there. For the files whose names are ours; one that a user names may be a link or a device.
 */
export async function openNew(file: string, flags: "wx" | "wx+" = "wx"): Promise<FileHandle> {
  try {
    return await open(file, flags, PRIVATE);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    await unlink(file).catch((problem: unknown) => {
      if (!hasCode(problem, "ENOENT")) throw problem;
    });
    return await open(file, flags, PRIVATE);
  }
}

/** Writes a file as {@link openNew} opens it. */
export async function writeNew(file: string, text: string): Promise<void> {
  const handle = await openNew(file);
  try {
    await writeFile(handle, text);
  } finally {
    await handle.close();
  }
}

/** The same at once. `mode`: for a file that others may read. */
export function writeNewSync(file: string, text: string, mode = PRIVATE): void {
  const handle = openNewSync(file, mode);
  try {
    writeFileSync(handle, text);
  } finally {
    closeSync(handle);
  }
}

function openNewSync(file: string, mode: number): number {
  try {
    return openSync(file, "wx", mode);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
    try {
      unlinkSync(file);
    } catch (problem) {
      if (!hasCode(problem, "ENOENT")) throw problem;
    }
    return openSync(file, "wx", mode);
  }
}
