import { describe, expect, it } from "vitest";
import { encodeCommit } from "./log-lines.js";
import { openStore } from "./low-store.js";
import { PendingCommit } from "./pending-commit.js";
import { StoreError } from "./store.js";
import { FakeFiles } from "./testing/fake-files.js";
import { failNext, FILE, logOn, systemError, tablesOf } from "./testing/log-kit.js";
import { dump, putProduct, putResult } from "./testing/test-records.js";

const full = (files: FakeFiles, code = "ENOSPC"): void => {
  files.before = ({ op }) => {
    if (op === "write") throw systemError(code);
    return undefined;
  };
};

/** A store on a full disk, with its warnings. */
async function onFullDisk(code?: string) {
  const files = new FakeFiles();
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const store = await openStore({ file: FILE, files, warn, maxWaitingBytes: 10_000 });
  store.commit([putProduct("1")]);
  await store.flushed();
  full(files, code);
  return { files, store, warnings };
}

/** Commits as requests do. Returns how many were accepted and how many were refused before they changed anything. */
async function ask(store: Awaited<ReturnType<typeof openStore>>, times: number) {
  const seen = { taken: 0, unchanged: 0 };
  for (let n = 0; n < times; n++) {
    try {
      store.admit();
      store.commit([putResult(`result-${n}`, "x".repeat(3000))]);
      seen.taken += 1;
    } catch (error) {
      if (!(error instanceof StoreError) || !error.isUnchanged) throw error;
      seen.unchanged += 1;
    }
    await store.flushed().catch(() => undefined);
  }
  return seen;
}

describe("a disk without room", () => {
  it.each(["ENOSPC", "EDQUOT", "EIO"])(
    "queues a limited number of bytes, then refuses changes: %s",
    async (code) => {
      const { store, files } = await onFullDisk(code);
      expect(await ask(store, 100)).toEqual({ taken: 4, unchanged: 96 });
      expect(store.tables.results.size).toBe(4);
      expect(() => store.admit()).toThrow(
        `Cannot write state file ${FILE}: ${code}: injected; nothing was changed`,
      );
      files.before = () => undefined;
      await store.flushed();
      store.admit();
      await store.close();
      expect(dump(await tablesOf(files.image))).toBe(dump(store.tables));
    },
  );

  it("is retried by a refused request and by a health check", async () => {
    const { store, files, warnings } = await onFullDisk();
    await ask(store, 10);
    expect(await store.check()).toBe("ENOSPC: injected");
    files.before = () => undefined;
    expect(() => store.admit()).toThrow("nothing was changed");
    await store.flushed();
    store.admit();
    expect(await store.check()).toBe(null);
    expect(warnings).toEqual([
      expect.stringMatching(/^Cannot write state file .*: ENOSPC: injected\. Every request retries/),
      `${FILE}: it can be written again; all waiting changes are saved`,
    ]);
  });

  it("is tried with one commit at a time, whatever waits, and the rest is saved at once when there is room", async () => {
    const { store, files } = await onFullDisk();
    await ask(store, 100);
    const tried: number[] = [];
    files.before = ({ op, bytes = 0 }) => {
      if (op === "write") tried.push(bytes);
      if (op === "write") throw systemError("ENOSPC");
      return undefined;
    };
    await ask(store, 5);
    await store.check();
    expect(tried.length).toBeGreaterThanOrEqual(6);
    expect(Math.max(...tried)).toBeLessThan(3500);
    // Room for one commit only, then for all.
    let writes = 0;
    files.before = ({ op }) => {
      if (op === "write" && ++writes > 1) throw systemError("ENOSPC");
      return undefined;
    };
    expect(await store.check()).toBe("ENOSPC: injected");
    files.before = () => undefined;
    expect(await store.check()).toBe(null);
    await store.close();
    expect(dump(await tablesOf(files.image))).toBe(dump(store.tables));
  });

  it("is detected by a health check, without any other request", async () => {
    const { store, files } = await onFullDisk();
    await ask(store, 1);
    files.before = () => undefined;
    expect(await store.check()).toBe(null);
    await store.close();
    expect(dump(await tablesOf(files.image))).toBe(dump(store.tables));
  });

  it("refuses no follow-ups of earlier commands", async () => {
    const { store, files } = await onFullDisk();
    await ask(store, 10);
    store.commit([putResult("owed", "x")]);
    files.before = () => undefined;
    await store.flushed();
    expect(dump(await tablesOf(files.image))).toContain('"owed"');
  });

  it("makes each line once, even if it is retried", async () => {
    const files = new FakeFiles();
    const { log } = logOn(files);
    await log.read();
    failNext(files, "ENOSPC", ["write"], 5);
    let made = 0;
    const payload = { toJSON: () => (made++, "x") };
    log.append([putResult("1", payload as never)]);
    for (let n = 0; n < 5; n++) await log.flushed().catch(() => undefined);
    expect(made).toBe(1);
    await log.close();
    let read = 0;
    const changes = { length: 2, toString: () => (read++, "[]") } as unknown as string;
    const commit = new PendingCommit(changes);
    for (let n = 0; n < 5; n++) expect(commit.line(7)).toBe(encodeCommit(7, "[]"));
    expect(read).toBe(1);
  });
});

describe("a disk that is slower than the changes", () => {
  it("queues a limited number of bytes, then refuses changes until they are written", async () => {
    const store = await openStore({
      ...{ file: FILE, files: new FakeFiles(), maxWaitingBytes: 10_000 },
      warn: () => undefined,
    });
    const burst = (): number => {
      let taken = 0;
      try {
        for (; taken < 100; taken++) {
          store.admit();
          store.commit([putResult(`result-${taken}`, "x".repeat(3000))]);
        }
      } catch (error) {
        expect(error).toMatchObject({
          isUnchanged: true,
          message: expect.stringContaining("more slowly") as string,
        });
      }
      return taken;
    };
    const first = burst();
    expect(first).toBeGreaterThan(40);
    expect(first).toBeLessThan(60);
    expect(store.tables.results.size).toBe(first);
    await store.flushed();
    expect(burst()).toBe(first);
    await store.close();
  });
});
