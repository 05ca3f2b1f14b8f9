import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { DEFAULTS } from "../config.js";
import { runEmulator } from "../emulator.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { startText } from "./start-text.js";

it("writes the credentials of the first 20 accounts, and tells how to get the others'", async () => {
  const folder = temporaryFolder();
  const seed = join(folder, "seed.json");
  const accounts = Array.from({ length: 23 }, (_, n) => ({ email: `a${n}@example.com`, password: "p" }));
  writeFileSync(seed, JSON.stringify({ accounts }));
  const config = { ...DEFAULTS, port: 0, dataDir: join(folder, "data"), seed, lab: false };
  const emulator = await runEmulator(config);
  onTestFinished(() => emulator.close());
  const files = readdirSync(config.dataDir).filter((name) => name.endsWith(".ini"));
  expect(files).toHaveLength(20);
  expect(emulator.credentialsFiles.map((file) => basename(file)).sort()).toEqual(files.sort());
  expect(startText(config, emulator)).toContain(
    ", no file for 3 more accounts: request --as EMAIL, or /_emulator/sandboxes/default\n",
  );
  expect(startText(config, { ...emulator, withoutFile: 1 })).toContain(", no file for 1 more account: ");
});
