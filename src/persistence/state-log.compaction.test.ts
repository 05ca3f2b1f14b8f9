import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FakeFiles, type Image } from "./testing/fake-files.js";
import { failNext, FILE, logOn, many, story, tablesOf } from "./testing/log-kit.js";
import { anyCommits, dump, putProduct } from "./testing/test-records.js";

describe("compaction", () => {
  it("keeps records and their order, and drops superseded records", async () => {
    const { files, log, tables, commit } = await story();
    many.forEach(commit);
    await log.flushed();
    const before = files.image.get(FILE)!.length;
    await log.write(tables);
    expect(files.image.get(FILE)!.length).toBeLessThan(before / 4);
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
    expect([...files.image.keys()]).toEqual([FILE]);
    commit([putProduct("9")]);
    await log.close();
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
  });

  it("yields to the event loop between slices", async () => {
    let yields = 0;
    const { log, tables, commit } = await story({
      yieldToLoop: async () => void (yields += 1),
      sliceBytes: 300,
    });
    commit(Array.from({ length: 9 }, (_, index) => putProduct(String(index))));
    await log.write(tables);
    expect(yields).toBe(5);
  });

  it("lets commits become durable while it runs", async () => {
    const { files, log, tables, commit } = await story({
      yieldToLoop: async () => {
        commit([putProduct("x", `during ${files.image.size}`)]);
        await log.flushed();
        expect(dump(await tablesOf(new Map([[FILE, files.image.get(FILE)!]])))).toBe(dump(tables));
      },
    });
    many.forEach(commit);
    await log.write(tables);
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
    await log.close();
  });

  it("writes each commit once, whenever it comes", async () => {
    let n = 0;
    const { files, log, tables, commit } = await story();
    many.forEach(commit);
    await log.flushed();
    files.before = () => {
      commit([putProduct(`new-${n++}`)]);
      return undefined;
    };
    await log.write(tables);
    files.before = () => undefined;
    await log.close();
    const text = files.image.get(FILE)!.toString();
    for (let made = 0; made < n; made++) expect(text.split(`"id":"new-${made}"`)).toHaveLength(2);
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
  });

  it("at any moment changes nothing, and a kill or power failure at any step loses nothing acknowledged", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyCommits(6),
        anyCommits(6),
        fc.integer({ min: 20, max: 400 }),
        async (before, during, writeBytes) => {
          const left = [...during];
          const { files, log, tables, versions, commit } = await story({
            yieldToLoop: async () => {
              const next = left.shift();
              if (next) commit(next);
              if (left.length % 2 === 0) await acknowledge();
            },
          });
          let acknowledged = 0;
          const images: { image: Image; from: number; to: number }[] = [];
          const acknowledge = async (): Promise<void> => {
            const made = versions.length - 1;
            await log.flushed();
            acknowledged = Math.max(acknowledged, made);
          };
          files.before = ({ op, path }) => {
            for (const image of [files.image, ...files.imagesAfterPowerFailure]) {
              images.push({ image, from: acknowledged, to: versions.length });
            }
            if (path !== FILE && (op === "sync" || op === "rename")) {
              left.splice(0, 1).forEach(commit);
              void acknowledge();
            }
            return op === "write" ? writeBytes : undefined;
          };
          before.forEach(commit);
          await acknowledge();
          const compaction = log.write(tables);
          left.splice(0, 1).forEach(commit);
          await compaction;
          left.forEach(commit);
          await log.close();
          expect(dump(await tablesOf(files.image))).toBe(dump(tables));
          const seen = new Map<string, string>();
          for (const { image, from, to } of images) {
            const key = image.get(FILE)!.toString("latin1");
            const found = seen.get(key) ?? dump(await tablesOf(image));
            seen.set(key, found);
            expect(versions.slice(from, to)).toContain(found);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each(["create", "write", "sync", "rename"] as const)(
    "that fails on %s leaves the file as it was",
    async (op) => {
      const { files, log, tables, commit } = await story();
      many.forEach(commit);
      await log.flushed();
      const before = files.image;
      failNext(files, "ENOSPC", [op]);
      await expect(log.write(tables)).rejects.toThrow(`Cannot rewrite state file ${FILE}: ENOSPC: injected`);
      expect(files.image).toEqual(before);
      commit([putProduct("9")]);
      await log.write(tables);
      await log.close();
      expect(dump(await tablesOf(files.image))).toBe(dump(tables));
    },
  );

  it("acknowledges nothing in the new file before its name is durable", async () => {
    const { files, log, tables, commit } = await story();
    many.forEach(commit);
    await log.flushed();
    failNext(files, "EIO", ["syncFolder"], 2);
    await expect(log.write(tables)).rejects.toThrow("EIO");
    commit([putProduct("9")]);
    await expect(log.flushed()).rejects.toThrow("EIO");
    await log.flushed();
    for (const image of files.imagesAfterPowerFailure) expect(dump(await tablesOf(image))).toBe(dump(tables));
  });

  it("removes the rest of a killed compaction when the file is opened", async () => {
    const files = new FakeFiles(new Map([[`${FILE}.tmp`, Buffer.from("left")]]));
    await logOn(files).log.read();
    expect([...files.image.keys()]).toEqual([FILE]);
  });

  it("is due when the file is long and a multiple of its length after the last one", async () => {
    const { files, log, tables, commit } = await story({ compactOver: 1000, compactRatio: 2 });
    const length = (): number => files.image.get(FILE)!.length;
    let compacted = length();
    let times = 0;
    for (const changes of many) {
      commit(changes);
      await log.flushed();
      expect(log.compactionDue).toBe(length() > Math.max(1000, 2 * compacted));
      if (!log.compactionDue) continue;
      const compaction = log.write(tables);
      expect(log.compactionDue).toBe(false);
      await compaction;
      compacted = length();
      times += 1;
    }
    expect(times).toBeGreaterThan(1);
  });

  it("that failed is not due again at once", async () => {
    const { files, log, tables, commit } = await story({ compactOver: 1000, compactRatio: 2 });
    many.forEach(commit);
    await log.flushed();
    expect(log.compactionDue).toBe(true);
    failNext(files, "ENOSPC", ["create"]);
    await expect(log.write(tables)).rejects.toThrow("ENOSPC");
    expect(log.compactionDue).toBe(false);
  });

  it("is due on opening a file that is mostly superseded, and only then", async () => {
    const superseded = await story({ compactOver: Infinity });
    many.forEach(superseded.commit);
    const fresh = await story({ compactOver: Infinity });
    fresh.commit(many.map((_, index) => putProduct(String(index))));
    for (const {
      story: { files, log },
      due,
    } of [
      { story: superseded, due: true },
      { story: fresh, due: false },
    ]) {
      await log.close();
      const again = logOn(new FakeFiles(files.image), { compactOver: 1000 }).log;
      await again.read();
      expect(again.compactionDue).toBe(due);
    }
  });
});
