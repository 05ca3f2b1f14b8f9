import { rmSync } from "node:fs";
import process from "node:process";
import { ConfigError } from "../config.js";
import type { Emulator } from "../emulator.js";
import { version } from "../package-files.js";
import { bytesOfRegular } from "../text/file-text.js";
import { writeNewSync } from "../text/new-file.js";

/** What this process wrote is smaller. */
const MAX_LOCATOR_BYTES = 64 * 1024;

/** Removes the locator that this process wrote; another emulator may have written its own there since. */
export function removeLocator(file: string): void {
  try {
    const { pid } = JSON.parse(bytesOfRegular(file, MAX_LOCATOR_BYTES).toString()) as { pid?: unknown };
    if (pid === process.pid) rmSync(file, { force: true });
  } catch {
    // It is gone, or it is not a locator.
  }
}

/** Writes the emulator's URL and credentials to a file that only its owner can read. @throws ConfigError */
export function writeLocator(file: string, { url, credentials }: Emulator): void {
  const text = JSON.stringify({ url, pid: process.pid, version, credentials }, null, 2);
  try {
    writeNewSync(file, `${text}\n`);
  } catch (error) {
    throw new ConfigError(`--locator: cannot write ${file}: ${(error as Error).message}`);
  }
}
