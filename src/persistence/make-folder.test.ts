import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { realFiles } from "./log-files.js";
import { lockDataDir } from "./state-lock.js";

it("a new data directory is durable in each folder that leads to it before it is used", async () => {
  const top = temporaryFolder();
  const events: string[][] = [];
  const flushes = vi
    .spyOn(realFiles, "syncFolder")
    .mockImplementation(async (path) => void events.push([path, ...readdirSync(path)]));
  const dir = join(top, "a", "data");
  const lock = await lockDataDir(dir);
  expect(events).toEqual([
    [join(top, "a"), "data"],
    [top, "a"],
  ]);
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  await lock.release();
  await (await lockDataDir(dir)).release();
  expect(events).toHaveLength(2);
  flushes.mockRestore();
});
