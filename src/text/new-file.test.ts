import { linkSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { openNew, writeNew, writeNewSync } from "./new-file.js";

const WAYS: [string, (file: string) => Promise<void> | void][] = [
  ["writeNew", (file) => writeNew(file, "ours")],
  ["writeNewSync", (file) => writeNewSync(file, "ours")],
  [
    "openNew",
    async (file) => {
      const handle = await openNew(file, "wx+");
      await handle.write("ours");
      await handle.close();
    },
  ],
];

it.each(WAYS)("%s replaces what has the name, and writes through no link", async (_, write) => {
  const at = (name: string): string => join(temporaryFolder(), name);
  const [victim, missing] = [at("victim"), at("missing")];
  writeFileSync(victim, "theirs");
  for (const put of [
    () => undefined,
    (file: string) => writeFileSync(file, "a longer text", { mode: 0o644 }),
    (file: string) => symlinkSync(victim, file),
    (file: string) => linkSync(victim, file),
    (file: string) => symlinkSync(missing, file),
    (file: string) => symlinkSync("/dev/full", file),
  ]) {
    const file = at("file");
    put(file);
    await write(file);
    expect([lstatSync(file).isFile(), statSync(file).mode & 0o777, readFileSync(file, "utf8")]).toEqual([
      true,
      0o600,
      "ours",
    ]);
  }
  expect([readFileSync(victim, "utf8"), statSync(missing, { throwIfNoEntry: false })]).toEqual([
    "theirs",
    undefined,
  ]);
});

it.each(WAYS)("%s removes no folder", async (_, write) => {
  const folder = join(temporaryFolder(), "folder");
  mkdirSync(folder);
  await expect((async () => write(folder))()).rejects.toThrow(/^E(ISDIR|PERM): /);
});
