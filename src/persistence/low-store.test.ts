import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { emptyTables, type Change } from "../domain/records.js";
import { FakeFiles } from "./testing/fake-files.js";
import { failNext } from "./testing/log-kit.js";
import { openStore } from "./low-store.js";
import { describeStore } from "./testing/store-behaviour.js";
import { StoreError } from "./store.js";
import { anyCommits, dump, putProduct, tablesAfter } from "./testing/test-records.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

let dir: string;
let file: string;
let warnings: string[];
beforeEach(() => {
  dir = temporaryFolder();
  file = join(dir, "state.jsonl");
  warnings = [];
});

const warn = (message: string): void => void warnings.push(message);
const onFile = () => ({ file, warn });

describeStore(
  "memory",
  async () => {
    const open = () => openStore({ inMemory: true });
    return { store: await open(), reopen: open };
  },
  { keeps: false },
);

describeStore(
  "a file",
  async () => {
    const options = { file: join(temporaryFolder(), "state.jsonl"), warn };
    return { store: await openStore(options), reopen: () => openStore(options) };
  },
  { keeps: true },
);

describe("a store in a file", () => {
  it("has the same tables after it is closed and reopened, with compactions in between", async () => {
    await fc.assert(
      fc.asyncProperty(anyCommits(20), async (commits) => {
        const files = new FakeFiles();
        const small = { file, warn, files, compactOver: 500, compactRatio: 2, sliceBytes: 100 };
        const store = await openStore(small);
        for (const [index, changes] of commits.entries()) {
          store.commit(changes);
          if (index % 3 === 0) await store.flushed();
        }
        await store.close();
        const again = await openStore(small);
        expect(dump(again.tables)).toBe(dump(store.tables));
        expect(dump(again.tables)).toBe(dump(tablesAfter(commits)));
        await again.close();
        expect([...files.image.keys()]).toEqual([file]);
      }),
      { numRuns: 50 },
    );
    expect(warnings).toEqual([]);
  });

  it("is readable only by its owner, also after a compaction", async () => {
    const store = await openStore({ ...onFile(), compactOver: 0, compactRatio: 1 });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { ino } = statSync(file);
    store.commit([putProduct("1")]);
    await store.flushed();
    store.commit([putProduct("1")]);
    await store.close();
    expect(statSync(file).ino).not.toBe(ino);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(["state.jsonl"]);
  });

  it("writes nothing for no changes", async () => {
    const store = await openStore(onFile());
    store.commit([]);
    await store.close();
    expect(readFileSync(file, "utf8").split("\n").length).toBe(2);
  });

  it("drops a torn last line with a warning, and refuses other damage", async () => {
    const store = await openStore(onFile());
    const commits: Change[][] = [[putProduct("1")], [putProduct("2")]];
    for (const changes of commits) store.commit(changes);
    await store.close();
    truncateSync(file, statSync(file).size - 3);
    await (await openStore(onFile())).close();
    expect(warnings).toEqual([expect.stringContaining("dropped the last")]);
    const damaged = readFileSync(file, "utf8").replace("foo", "fop");
    writeFileSync(file, damaged);
    await expect(openStore(onFile())).rejects.toThrow(
      `State file ${file}, line 2: the checksum does not match`,
    );
    expect(readFileSync(file, "utf8")).toBe(damaged);
  });

  it("continues after a failed compaction, with a warning", async () => {
    const files = new FakeFiles();
    const store = await openStore({ ...onFile(), files, compactOver: 0, compactRatio: 1 });
    failNext(files, "ENOSPC", ["create"]);
    store.commit([putProduct("1")]);
    await store.flushed();
    store.commit([putProduct("2")]);
    await store.close();
    expect(warnings).toEqual([`Cannot rewrite state file ${file}: ENOSPC: injected; nothing was changed`]);
    const again = await openStore({ ...onFile(), files });
    expect(dump(again.tables)).toBe(dump(store.tables));
  });

  it("is unchanged if replacing fails", async () => {
    const files = new FakeFiles();
    const store = await openStore({ ...onFile(), files });
    store.commit([putProduct("1")]);
    failNext(files, "ENOSPC", ["rename"]);
    await expect(store.replace(emptyTables())).rejects.toBeInstanceOf(StoreError);
    expect(dump(store.tables)).toBe(dump(tablesAfter([[putProduct("1")]])));
    await store.close();
  });
});
