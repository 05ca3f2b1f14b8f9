import fc from "fast-check";
import { expect, it } from "vitest";
import { readMark } from "./state-mark.js";
import { openStore } from "./low-store.js";
import { FakeFiles } from "./testing/fake-files.js";
import { FILE, systemError } from "./testing/log-kit.js";
import { anyCommits, dump, putResult, tablesAfter } from "./testing/test-records.js";

const options = (files: FakeFiles) => ({
  ...{ file: FILE, files, warn: () => undefined, marked: true },
  ...{ compactOver: 500, compactRatio: 2, sliceBytes: 100 },
});

it("a mark never refuses a file that a power failure left", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyCommits(12),
      fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
      async (made, faults) => {
        const files = new FakeFiles();
        const fault = faults[Symbol.iterator]();
        const store = await openStore(options(files));
        files.before = ({ op }) => {
          if (op !== "read" && fault.next().value === 9) throw systemError("EIO");
          return undefined;
        };
        for (const [index, changes] of made.entries()) {
          store.commit(changes);
          await store.flushed().catch(() => undefined);
          if (index % 4 === 3) await store.replace(tablesAfter([changes])).catch(() => undefined);
          for (const image of [files.image, ...files.imagesAfterPowerFailure]) {
            // A folder that was never made durable may hold a mark without a file; no commit was acknowledged.
            if (image.has(FILE)) await (await openStore(options(new FakeFiles(image)))).close();
          }
        }
        files.before = () => undefined;
        await store.close();
        const again = await openStore(options(new FakeFiles(files.image)));
        expect(dump(again.tables)).toBe(dump(store.tables));
      },
    ),
    { numRuns: 60 },
  );
});

it("a mark is updated at intervals while the file grows and at the end, not with each commit", async () => {
  const files = new FakeFiles();
  const store = await openStore({ ...options(files), compactOver: Infinity });
  let marks = 0;
  let syncs = 0;
  files.before = ({ op, path }) => {
    if (op === "rename" && path.includes(".mark")) marks += 1;
    if (op === "sync" && path.includes(".mark")) syncs += 1;
    return undefined;
  };
  for (let n = 0; n < 100; n++) {
    store.commit([putResult(String(n), "x".repeat(6000))]);
    await store.flushed();
  }
  expect([marks, syncs]).toEqual([2, 0]);
  await store.close();
  expect((await readMark(files, FILE))?.commits).toBe(100);
  expect([marks, syncs]).toEqual([3, 1]);
});
