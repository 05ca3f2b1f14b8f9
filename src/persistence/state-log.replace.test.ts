import { describe, expect, it } from "vitest";
import { emptyTables, type Tables } from "../domain/records.js";
import type { Image } from "./testing/fake-files.js";
import { failNext, many, story, tablesOf } from "./testing/log-kit.js";
import { dump, putProduct, tablesAfter } from "./testing/test-records.js";

describe("replacing", () => {
  const seed = (): Tables => tablesAfter([[putProduct("seed")]]);

  it("is whole or absent after a kill or power failure at any step, and later commits come on top", async () => {
    const { files, log, versions, commit } = await story({
      yieldToLoop: async () => {
        commit([putProduct("old")]);
        await log.flushed();
        acknowledged = versions.length - 1;
      },
    });
    let acknowledged = 0;
    let replaced = false;
    const images: { image: Image; allowed: string[] }[] = [];
    const fresh = seed();
    files.before = () => {
      const allowed = [...(replaced ? [] : versions.slice(acknowledged)), dump(fresh)];
      for (const image of [files.image, ...files.imagesAfterPowerFailure]) images.push({ image, allowed });
      return 100;
    };
    many.forEach(commit);
    await log.flushed();
    acknowledged = versions.length - 1;
    let during = 0;
    await log.replace(fresh, () => (during += 1));
    replaced = true;
    expect(during).toBe(1);
    for (const image of files.imagesAfterPowerFailure) expect(dump(await tablesOf(image))).toBe(dump(fresh));
    log.append([putProduct("new")]);
    await log.close();
    const { allowed } = { allowed: dump(tablesAfter([[putProduct("seed")], [putProduct("new")]])) };
    expect(dump(await tablesOf(files.image))).toBe(allowed);
    for (const { image, allowed: any } of images)
      expect([...any, allowed]).toContain(dump(await tablesOf(image)));
  });

  it("drops the queued commits of the old records and rejects their waiters", async () => {
    const { files, log, commit } = await story();
    const replacing = log.replace(seed(), () => commit([putProduct("after")]));
    files.before = ({ op }) => {
      if (op === "rename") commit([putProduct("before")]);
      return undefined;
    };
    await replacing;
    await log.close();
    expect(dump(await tablesOf(files.image))).toBe(
      dump(tablesAfter([[putProduct("seed")], [putProduct("after")]])),
    );
  });

  it("that fails changes nothing", async () => {
    const { files, log, tables, commit } = await story();
    many.forEach(commit);
    failNext(files, "ENOSPC", ["rename"]);
    let called = false;
    await expect(log.replace(emptyTables(), () => (called = true))).rejects.toThrow("ENOSPC");
    expect(called).toBe(false);
    await log.close();
    expect(dump(await tablesOf(files.image))).toBe(dump(tables));
  });
});
