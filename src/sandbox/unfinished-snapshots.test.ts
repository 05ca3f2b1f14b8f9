import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startEmulator } from "../index.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

it("a start removes what a kill during the save of a snapshot left, and nothing else", async () => {
  const dataDir = join(temporaryFolder(), "data");
  const folder = join(dataDir, "snapshots");
  mkdirSync(folder, { recursive: true });
  const kept = ["one.snapshot.json", "notes.tmp", "two.snapshot.json.bak"];
  for (const name of [...kept, "one.snapshot.json.0a1b2c3d.tmp", "two.snapshot.json.ffffffff.tmp"])
    writeFileSync(join(folder, name), "");
  const emulator = await startEmulator({ dataDir, seed: "empty", lab: false });
  await emulator.close();
  expect(readdirSync(folder).sort()).toEqual([...kept].sort());
});
