import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { realFiles } from "./log-files.js";

it("a file that is closed while a write and a sync are under way is closed after them", async () => {
  const path = join(temporaryFolder(), "state.jsonl");
  const file = await realFiles.create(path);
  const bytes = Buffer.alloc(32 * 2 ** 20, "x");
  const ends: string[] = [];
  const writing = file.write(bytes, 0).then(() => ends.push("written"));
  const syncing = file.sync().then(() => ends.push("synced"));
  const closing = file.close().then(() => ends.push("closed"));
  await Promise.all([writing, syncing, closing]);
  expect(ends.at(-1)).toBe("closed");
  expect(readFileSync(path).equals(bytes)).toBe(true);
});
