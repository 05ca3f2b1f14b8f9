import { createReadStream } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { wallTime } from "../clock/clock.js";
import { realFiles } from "../persistence/log-files.js";
import type { Scan } from "../persistence/log-replay.js";
import { lockDataDir } from "../persistence/state-lock.js";
import { shortfall, writeMark } from "../persistence/state-mark.js";
import { openNew } from "../text/new-file.js";
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
  const isShort = mark !== null && whole.damage === null && shortfall(mark, whole) !== null;
  const found = await lastGood(file, whole);
  if (found === null) return nothingDone(file);
  const { commits, length: bytes } = found;
  // The file itself is good, so only the mark, which demands the missing commits, is updated.
  const kept = isShort ? null : await setAside(file, bytes);
  await writeMark(realFiles, file, { commits, bytes }, true);
  await realFiles.syncFolder(dirname(file));
  return { file, commits, kept };
}

/**
 * The state at the last good commit; null if there is none. A commit with a record that cannot be used is looked for by halves: each
 * look reads the file, and many commits may be of this kind.
 */
async function lastGood(file: string, whole: Scan): Promise<Scan | null> {
  if (whole.damage === null) return whole.commits > 0 ? whole : null;
  let good: Scan | null = null;
  let [from, to] = [0, whole.commits];
  for (let look = to; from < to; look = Math.ceil((from + to) / 2)) {
    const { found } = await scanState(file, look);
    if (found.damage === null) [good, from] = [found, look];
    else to = look - 1;
  }
  return good;
}

/** Replaces a file by its first bytes. Returns the new path of the whole file. */
async function setAside(file: string, bytes: number): Promise<string> {
  const stamp = new Date(wallTime()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const [kept, copy] = [`${file}.damaged-${stamp}`, `${file}.repaired`];
  const handle = await openNew(copy);
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
