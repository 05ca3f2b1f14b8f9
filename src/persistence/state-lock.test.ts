import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lockDataDir } from "./state-lock.js";
import { StoreError } from "./store.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

/** A pid above any system's maximum. */
const DEAD = 2 ** 30;

let dir: string;
beforeEach(() => {
  dir = temporaryFolder();
});

const lockFile = (): string => join(dir, "lock");

async function expectTakenOver(content: string): Promise<void> {
  writeFileSync(lockFile(), content);
  const lock = await lockDataDir(dir);
  expect(readFileSync(lockFile(), "utf8")).toMatch(new RegExp(`^${process.pid}\n`));
  await lock.release();
}

describe("a data directory", () => {
  it("is created readable only by its owner, and locked with the pid", async () => {
    const made = join(dir, "a", "b");
    const lock = await lockDataDir(made);
    expect(statSync(made).mode & 0o777).toBe(0o700);
    expect(readdirSync(made)).toEqual(["lock"]);
    expect(readFileSync(join(made, "lock"), "utf8").split("\n")[0]).toBe(String(process.pid));
    await lock.release();
    expect(readdirSync(made)).toEqual([]);
  });

  it("is refused to a second process, with advice", async () => {
    const lock = await lockDataDir(dir);
    const second = lockDataDir(dir);
    await expect(second).rejects.toBeInstanceOf(StoreError);
    await expect(second).rejects.toThrow(
      `Data directory ${dir} is in use by process ${process.pid}. Stop that process, ` +
        "or give this one another directory with --data-dir, or none with --in-memory.",
    );
    expect(readdirSync(dir)).toEqual(["lock"]);
    await lock.release();
    await (await lockDataDir(dir)).release();
  });

  it("is refused while its process runs, even if we may not signal it or know only the pid", async () => {
    writeFileSync(lockFile(), "1\n");
    await expect(lockDataDir(dir)).rejects.toThrow("in use by process 1.");
    writeFileSync(lockFile(), String(process.ppid));
    await expect(lockDataDir(dir)).rejects.toThrow(`in use by process ${process.ppid}.`);
  });

  it.each([
    ["a dead process", `${DEAD}\n\nabc\n`],
    ["an impossible process", "9999999999\n"],
    ["an earlier process with our pid", `${process.pid}\n`],
    ["an earlier process with our pid, by its start", `${process.pid}\nboot/1\nabc\n`],
    ["nobody: it is empty", ""],
    ["nobody: it is not a lock", '{"pid":1}\n'],
    ["nobody: its pid is not one", "0\n"],
    ["nobody: its pid is negative", "-1\n"],
  ])("is taken over from %s", async (_whose, content) => {
    await expectTakenOver(content);
  });

  it.runIf(process.platform === "linux")("is taken over from an earlier process with a reused pid", () =>
    expectTakenOver(`${process.ppid}\nboot/1\nabc\n`),
  );

  it("is taken over after a process was killed during its takeover", async () => {
    writeFileSync(`${lockFile()}.steal`, `${DEAD}\n`);
    writeFileSync(`${lockFile()}.steal.steal`, "");
    await expectTakenOver(`${DEAD}\n`);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("is released once, and not if another process holds it now", async () => {
    const lock = await lockDataDir(dir);
    writeFileSync(lockFile(), "1\n");
    await lock.release();
    await lock.release();
    expect(existsSync(lockFile())).toBe(true);
  });

  it("that cannot be used is a StoreError", async () => {
    writeFileSync(join(dir, "file"), "");
    await expect(lockDataDir(join(dir, "file"))).rejects.toBeInstanceOf(StoreError);
    mkdirSync(lockFile());
    await expect(lockDataDir(dir)).rejects.toThrow(`Cannot use data directory ${dir}: it is not a file`);
    expect(readdirSync(dir)).toEqual(["file", "lock"]);
  });
});

describe("processes that race for a stale lock", () => {
  const children: ChildProcessWithoutNullStreams[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  it("never both get it, and one does", async () => {
    const script = join(import.meta.dirname, "testing", "lock-child.ts");
    for (let index = 0; index < 3; index++)
      children.push(spawn(process.execPath, ["--import", "tsx", script]));
    const answers = children.map((child) => createInterface(child.stdout)[Symbol.asyncIterator]());
    const next = () => Promise.all(answers.map(async (lines) => (await lines.next()).value as string));
    expect(await next()).toEqual(["ready", "ready", "ready"]);
    for (let round = 0; round < 40; round++) {
      const raced = join(dir, String(round));
      mkdirSync(raced);
      writeFileSync(join(raced, "lock"), round % 2 === 0 ? `${DEAD}\n` : "");
      for (const child of children) child.stdin.write(`${raced}\n`);
      expect((await next()).sort(), `round ${round}`).toEqual(["lost", "lost", "won"]);
      expect(readdirSync(raced)).toEqual(["lock"]);
    }
  });
});
