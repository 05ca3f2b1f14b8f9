import { describe, expect, it } from "vitest";
import { emptyTables } from "../domain/records.js";
import { FakeFiles } from "./testing/fake-files.js";
import { failNext, logOn, tablesOf } from "./testing/log-kit.js";
import { StoreError } from "./store.js";
import { dump, putProduct, putResult } from "./testing/test-records.js";

describe("flushing", () => {
  it("touches no file after the log is closed, though a write waited for more commits", async () => {
    const files = new FakeFiles();
    let gathered = (): void => undefined;
    const gather = () => new Promise<void>((resolve) => (gathered = resolve));
    const { log, warnings } = logOn(files, { gather });
    await log.read();
    log.append([putProduct("1")]);
    expect(await log.check()).toBeNull();
    await log.close();
    const steps: string[] = [];
    files.before = ({ op }) => void steps.push(op);
    gathered();
    await new Promise((resolve) => setImmediate(resolve));
    expect([steps, warnings]).toEqual([[], []]);
  });

  it("is one write and one sync for all queued commits", async () => {
    const files = new FakeFiles();
    const { log } = logOn(files);
    await log.read();
    const steps: string[] = [];
    files.before = ({ op }) => {
      if (op === "facts") return undefined;
      steps.push(op);
      if (steps.length > 1) return undefined;
      log.append([putProduct("3")]);
      log.append([putProduct("4")]);
      return undefined;
    };
    log.append([putProduct("1")]);
    await Promise.resolve();
    log.append([putProduct("2")]);
    await log.flushed();
    expect(steps).toEqual(["write", "sync"]);
    await log.flushed();
    expect(steps).toEqual(["write", "sync", "write", "sync"]);
  });

  it("tells whether all is durable, also after a write failed", async () => {
    const files = new FakeFiles();
    const { log } = logOn(files);
    await log.read();
    expect(log.isDurable).toBe(true);
    failNext(files, "ENOSPC", ["write"]);
    log.append([putProduct("1")]);
    expect(log.isDurable).toBe(false);
    await expect(log.flushed()).rejects.toThrow("ENOSPC");
    expect(log.isDurable).toBe(false);
    await log.flushed();
    expect(log.isDurable).toBe(true);
  });

  it("does nothing when all is durable", async () => {
    const files = new FakeFiles();
    const { log } = logOn(files);
    await log.read();
    files.before = () => {
      throw new Error("touched");
    };
    await log.flushed();
  });

  it("writes records as they were when appended, without later changes", async () => {
    const files = new FakeFiles();
    const { log } = logOn(files);
    await log.read();
    const payload = { a: 1 };
    log.append([putResult("1", payload)]);
    payload.a = 2;
    await log.close();
    expect(dump(await tablesOf(files.image))).toContain('"a":1');
  });

  it("needs an open file", async () => {
    const { log } = logOn(new FakeFiles());
    expect(() => log.append([])).toThrow(StoreError);
    await expect(log.write(emptyTables())).rejects.toThrow("is not open");
    await log.close();
    expect(() => log.append([])).toThrow("is not open");
  });
});
