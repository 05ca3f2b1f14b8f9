import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** The temporary file of a snapshot that is being saved: its name never occurs again. */
const UNFINISHED = /\.snapshot\.json\.\w+\.tmp$/;

/** Removes what a kill during the save of a snapshot left. Only for the process that holds the data directory. */
export async function removeUnfinishedSnapshots(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (UNFINISHED.test(name)) await rm(join(folder, name), { force: true });
}
