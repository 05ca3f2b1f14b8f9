/** Run by state-lock.test.ts: locks the data directory that each input line names, prints the outcome, and releases its locks. */
import { stdin, stdout } from "node:process";
import { createInterface } from "node:readline";
import { lockDataDir, type DataDirLock } from "../state-lock.js";

let lock: DataDirLock | undefined;
stdout.write("ready\n");
for await (const line of createInterface(stdin)) {
  await lock?.release();
  lock = await lockDataDir(line).catch(() => undefined);
  stdout.write(lock ? "won\n" : "lost\n");
}
