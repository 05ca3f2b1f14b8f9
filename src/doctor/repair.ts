import { createReadStream } from "node:fs";
import { open, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { wallTime } from "../clock/clock.js";
import { realFiles } from "../persistence/log-files.js";
import { lockDataDir } from "../persistence/state-lock.js";
import { shortfall, writeMark } from "../persistence/state-mark.js";
import { examine, scanState } from "./examine.js";

/** The repair of a damaged state file. */
export interface Repair {
  file: string;
  /** The last commit of the file now; null if it could not be repaired. */
  commits: number | null;
  /** The new path of the damaged file; null if it was not moved. */
  kept: string | null;
}

/**
 * Restores every damaged state file of a data directory to its last good commit. The damaged file stays beside it
 * under another name. Throws a `StoreError` if the directory is in use.
 */
export async function repair(folder: string): Promise<Repair[]> {
  const lock = await lockDataDir(folder);
  try {
    const repairs: Repair[] = [];
    for (const { kind, file, damage, bytes } of (await examine(folder)).files) {
      if (kind !== "state" || damage === null) continue;
      repairs.push(bytes === 0 ? nothingDone(file) : await repairState(file));
    }
    return repairs;
  } finally {
    await lock.release();
  }
}

const nothingDone = (file: string): Repair => ({ file, commits: null, kept: null });

async function repairState(file: string): Promise<Repair> {
  const { found: whole, mark } = await scanState(file);
  let found = whole;
  const isShort = mark !== null && found.damage === null && shortfall(mark, found) !== null;
  while (found.damage !== null) {
    const before = (found.damage.line ?? found.commits + 1) - 2;
    if (before < 1) return nothingDone(file);
    ({ found } = await scanState(file, before));
  }
  const { commits, length: bytes } = found;
  if (commits === 0) return nothingDone(file);
  // The file itself is good, so only the mark, which demands the missing commits, is updated.
  const kept = isShort ? null : await setAside(file, bytes);
  await writeMark(realFiles, file, { commits, bytes }, true);
  await realFiles.syncFolder(dirname(file));
  return { file, commits, kept };
}

/** Replaces a file by its first bytes. Returns the new path of the whole file. */
async function setAside(file: string, bytes: number): Promise<string> {
  const stamp = new Date(wallTime()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const [kept, copy] = [`${file}.damaged-${stamp}`, `${file}.repaired`];
  const handle = await open(copy, "w", 0o600);
  try {
    await writeFile(handle, createReadStream(file, { end: bytes - 1 }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(file, kept);
  await rename(copy, file);
  return kept;
}
