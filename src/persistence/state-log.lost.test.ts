import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyTables } from "../domain/records.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { openStore } from "./low-store.js";
import { StoreError } from "./store.js";
import { putProduct } from "./testing/test-records.js";

/** A store whose file holds a commit, with its warnings. */
async function opened() {
  const file = join(temporaryFolder(), "data", "state.jsonl");
  mkdirSync(dirname(file));
  const warnings: string[] = [];
  const store = await openStore({ file, warn: (message) => void warnings.push(message) });
  store.commit([putProduct("1")]);
  await store.flushed();
  return { file, store, warnings };
}

describe.each<[string, (file: string) => void, RegExp]>([
  ["the folder is removed", (file) => rmSync(dirname(file), { recursive: true }), /: it was removed while/],
  ["the file is removed", (file) => rmSync(file), /: it was removed while/],
  [
    "the file is replaced",
    (file) => {
      writeFileSync(`${file}.new`, readFileSync(file));
      renameSync(`${file}.new`, file);
    },
    /: it was replaced while/,
  ],
  [
    "the file is emptied",
    (file) => truncateSync(file),
    /: another program has changed it: it has 0 bytes, and \d+/,
  ],
  ["the file is cut", (file) => truncateSync(file, 40), /: another program has changed it: it has 40 bytes/],
  [
    "something is written into the file",
    (file) => appendFileSync(file, "x"),
    /: another program has changed it/,
  ],
])("a state file that is used while %s", (_, harm, why) => {
  it("refuses changes, reports the reason at once, and is left unchanged", async () => {
    const { file, store, warnings } = await opened();
    harm(file);
    const left = (): string | null => {
      try {
        return readFileSync(file, "latin1");
      } catch {
        return null;
      }
    };
    const before = left();
    store.admit();
    store.commit([putProduct("2")]);
    const failed = store.flushed();
    await expect(failed).rejects.toBeInstanceOf(StoreError);
    await expect(failed).rejects.toThrow(why);
    expect(() => store.admit()).toThrow("nothing was changed");
    await expect(store.flushed()).rejects.toThrow(why);
    await expect(store.replace(emptyTables())).rejects.toThrow();
    expect(await store.check()).not.toBe(null);
    expect(warnings).toEqual([expect.stringMatching(why)]);
    await store.close().catch(() => undefined);
    expect(left()).toBe(before);
  });

  it("is detected by a health check before anything is lost", async () => {
    const { file, store } = await opened();
    expect(await store.check()).toBe(null);
    harm(file);
    expect(`: ${(await store.check())!}`).toMatch(why);
    expect(() => store.admit()).toThrow("nothing was changed");
    await store.close().catch(() => undefined);
  });
});

it("a state file that was moved away and back is written again", async () => {
  const { file, store, warnings } = await opened();
  renameSync(file, `${file}.away`);
  store.commit([putProduct("2")]);
  await expect(store.flushed()).rejects.toThrow("it was removed");
  renameSync(`${file}.away`, file);
  expect(await store.check()).toBe(null);
  store.admit();
  await store.flushed();
  expect(warnings.at(-1)).toBe(`${file}: it can be written again; all waiting changes are saved`);
  await store.close();
  const again = await openStore({ file, warn: () => undefined });
  expect([...again.tables.products.keys()]).toEqual(["1", "2"]);
  await again.close();
});
