import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { atFileEnd } from "./file-end.js";

/** A file system of its own that can be filled. */
export interface SmallDisk {
  folder: string;
  /** Takes all that is free; the returned function gives it back. */
  fill: () => () => void;
}

/** Makes one (tmpfs) until the test file ends; null where this user may not mount. `bytes`: its size. */
export function smallDisk(bytes: number): SmallDisk | null {
  const folder = mkdtempSync("/tmp/spi-disk-");
  const isMounted = run("mount", "-t", "tmpfs", "-o", `size=${bytes}`, "tmpfs", folder);
  atFileEnd(() => {
    // Also while a process still has files there open.
    if (isMounted) run("umount", "-l", folder);
    rmSync(folder, { recursive: true, force: true });
  });
  if (!isMounted) return null;
  chmodSync(folder, 0o777);
  return {
    folder,
    fill() {
      const filler = join(folder, "filler");
      const { bsize, bavail } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(bsize * bavail));
      return () => rmSync(filler);
    },
  };
}

const run = (program: string, ...args: string[]): boolean =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0;
