import { damagedFiles } from "./disk-damage.js";
import { unwritable } from "./disk-full.js";
import { lostWhileRunning } from "./disk-lost.js";
import type { Part } from "./part.js";

/** Part 2: a disk that fails, and files that are damaged, lost or replaced. */
export const disk: Part = {
  name: "disk",
  title: "full, read-only and slow disks; damaged, lost and replaced files",
  async run(context) {
    await damagedFiles(context);
    await unwritable(context);
    await lostWhileRunning(context);
  },
};
