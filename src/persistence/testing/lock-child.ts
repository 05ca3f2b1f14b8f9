/** Run by state-lock.test.ts: takes the data directory that each line names, says how it went, and gives back what it has. */
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
