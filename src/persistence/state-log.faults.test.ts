import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../domain/records.js";
import { FakeFiles } from "./testing/fake-files.js";
import { failNext, FILE, logOn, systemError, tablesOf } from "./testing/log-kit.js";
import { StoreError } from "./store.js";
import { anyCommits, dump, putProduct, tablesAfter } from "./testing/test-records.js";

const commits: Change[][] = [[putProduct("1")], [putProduct("2")], [putProduct("3")]];

async function opened() {
  const files = new FakeFiles();
  const { log } = logOn(files);
  await log.read();
  log.append(commits[0]!);
  await log.flushed();
  return { files, log, good: files.image.get(FILE)! };
}

async function expectHeld(files: FakeFiles, held: readonly Change[][]): Promise<void> {
  for (const image of files.imagesAfterPowerFailure) {
    expect(dump(await tablesOf(image))).toBe(dump(tablesAfter(held)));
  }
}

describe("a write that fails", () => {
  it.each([
    ["ENOSPC", "write"],
    ["EIO", "write"],
    ["EIO", "sync"],
  ] as const)("with %s on %s is taken back, reported to who waits, and tried again", async (code, op) => {
    const { files, log, good } = await opened();
    failNext(files, code, [op]);
    log.append(commits[1]!);
    const failed = log.flushed();
    await expect(failed).rejects.toBeInstanceOf(StoreError);
    await expect(failed).rejects.toThrow(`Cannot write state file ${FILE}: ${code}: injected`);
    expect(files.image.get(FILE)).toEqual(good);
    await log.flushed();
    await expectHeld(files, commits.slice(0, 2));
  });

  it("is retried with the next append", async () => {
    const { files, log } = await opened();
    failNext(files, "ENOSPC", ["write"]);
    log.append(commits[1]!);
    await expect(log.flushed()).rejects.toThrow("ENOSPC");
    log.append(commits[2]!);
    await log.flushed();
    await expectHeld(files, commits);
  });

  it("rejects everyone who waits", async () => {
    const { files, log } = await opened();
    failNext(files, "ENOSPC", ["write"]);
    log.append(commits[1]!);
    const first = log.flushed();
    log.append(commits[2]!);
    const results = await Promise.allSettled([first, log.flushed()]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await log.flushed();
    await expectHeld(files, commits);
  });

  it("in the middle of a line leaves no part of the line", async () => {
    const { files, log, good } = await opened();
    let calls = 0;
    files.before = ({ op }) => {
      if (op !== "write") return undefined;
      calls += 1;
      if (calls === 2) throw systemError("ENOSPC");
      return 10;
    };
    log.append(commits[1]!);
    await expect(log.flushed()).rejects.toThrow("ENOSPC");
    expect(files.image.get(FILE)).toEqual(good);
    await log.flushed();
    await expectHeld(files, commits.slice(0, 2));
  });

  it("that cannot be undone is undone before the next one", async () => {
    const { files, log, good } = await opened();
    let writes = 0;
    files.before = ({ op }) => {
      if (op === "truncate") throw systemError("EIO");
      if (op === "write" && ++writes > 1) throw systemError("EIO");
      return op === "write" ? 10 : undefined;
    };
    log.append(commits[1]!);
    await expect(log.flushed()).rejects.toThrow("EIO");
    await expect(log.flushed()).rejects.toThrow("EIO");
    expect(files.image.get(FILE)!.length).toBe(good.length + 10);
    expect(writes).toBe(2);
    files.before = () => undefined;
    await log.flushed();
    await expectHeld(files, commits.slice(0, 2));
  });

  it("treats a write of no bytes as a failure", async () => {
    const { files, log } = await opened();
    files.before = ({ op }) => (op === "write" ? 0 : undefined);
    log.append(commits[1]!);
    await expect(log.flushed()).rejects.toThrow(/only 0 of \d+ bytes could be written/);
  });

  it("is continued if the system writes fewer bytes", async () => {
    const { files, log } = await opened();
    files.before = ({ op }) => (op === "write" ? 3 : undefined);
    log.append(commits[1]!);
    await log.flushed();
    await expectHeld(files, commits.slice(0, 2));
  });

  it("loses nothing acknowledged, whatever fails, and writes everything in the end", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCommits(8),
        fc.infiniteStream(fc.constantFrom(0, 1, 2, 3)),
        async (made, faults) => {
          const files = new FakeFiles();
          const { log } = logOn(files);
          await log.read();
          const fault = faults[Symbol.iterator]();
          files.before = ({ op }) => {
            const kind = fault.next().value as number;
            if (kind === 3 && op !== "read") throw systemError("EIO");
            return op === "write" && kind > 0 ? kind * 20 : undefined;
          };
          for (const [index, changes] of made.entries()) {
            log.append(changes);
            const acknowledged = await log.flushed().then(
              () => index + 1,
              () => 0,
            );
            const least = [dump(tablesAfter(made.slice(0, acknowledged)))];
            if (acknowledged > 0) {
              for (const image of files.imagesAfterPowerFailure)
                expect(least).toContain(dump(await tablesOf(image)));
            }
          }
          files.before = () => undefined;
          await log.close();
          await expectHeld(files, made);
        },
      ),
    );
  });
});

describe("a file that cannot be used", () => {
  it.each(["open", "create", "read", "write", "sync", "syncFolder", "remove"] as const)(
    "is a StoreError with the cause: %s",
    async (op) => {
      const files = new FakeFiles();
      failNext(files, "EACCES", [op], 9);
      const error = logOn(files).log.read();
      await expect(error).rejects.toBeInstanceOf(StoreError);
      await expect(error).rejects.toThrow(`Cannot open state file ${FILE}: EACCES: injected`);
    },
  );

  it("is closed even if the last flush fails", async () => {
    const { files, log } = await opened();
    failNext(files, "EIO", ["write"], 9);
    log.append(commits[1]!);
    await expect(log.close()).rejects.toThrow("EIO");
    await log.close();
  });
});
