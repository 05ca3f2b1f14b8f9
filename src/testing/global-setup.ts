import { mkdtempSync, readdirSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process, { env } from "node:process";
import { leftovers, removeLeftovers } from "./leftovers.js";

/**
 * Gives the whole run of tests one temporary directory. At the end the run fails where something is left in it, or a
 * process that was started from it.
 */
export default function setUp(): () => void {
  const before = env["TMPDIR"];
  // A short name: there are sockets in it, whose paths may have about a hundred characters.
  const folder = mkdtempSync(join(tmpdir(), "spi-run-"));
  env["TMPDIR"] = folder;
  return () => {
    if (before === undefined) delete env["TMPDIR"];
    else env["TMPDIR"] = before;
    removeEmptyFolders(folder);
    const left = leftovers(folder);
    removeLeftovers(folder);
    if (left.length === 0) return;
    process.exitCode = 1;
    throw new Error(["the tests left behind:", ...left].join("\n  "));
  };
}

/** Removes the folders of test files whose tests were all skipped, because their hooks do not run. */
function removeEmptyFolders(folder: string): void {
  for (const name of readdirSync(folder)) {
    try {
      rmdirSync(join(folder, name));
    } catch {
      // It is a file, or holds something.
    }
  }
}
