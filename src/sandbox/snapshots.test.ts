import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, vi } from "vitest";
import { realFiles } from "../persistence/log-files.js";
import { StoreError } from "../persistence/store.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { makeSnapshot } from "./snapshot.js";
import { folderSnapshots } from "./snapshots.js";
import { labServer } from "./testing/lab-server.js";

it("a list shows the facts from the time of saving, and reads only the beginning of each file", async () => {
  const folder = join(temporaryFolder(), "snapshots");
  const server = await labServer({ lab: false });
  const snapshots = folderSnapshots(folder);
  const saved = await snapshots.save("one", makeSnapshot(server.sandbox));
  await server.close();
  expect(await snapshots.list()).toEqual([saved]);
  // A sparse file of 3 GiB, which is too long for a string.
  truncateSync(join(folder, "one.snapshot.json"), 3 * 2 ** 30);
  expect(await snapshots.list()).toEqual([{ ...saved!, bytes: 3 * 2 ** 30 }]);
});

/** Each flush of a folder, with what is in it then, and of a file. */
async function flushes(work: () => Promise<unknown>): Promise<string[][]> {
  const events: string[][] = [];
  const ofFolders = vi
    .spyOn(realFiles, "syncFolder")
    .mockImplementation(async (path) => void events.push([path, ...readdirSync(path)]));
  const handle = await open(tmpdir());
  const ofFiles = vi
    .spyOn(Object.getPrototypeOf(handle) as typeof handle, "sync")
    .mockImplementation(async () => void events.push(["a file"]));
  await handle.close();
  await work();
  ofFolders.mockRestore();
  ofFiles.mockRestore();
  return events;
}

it("a snapshot is saved when its text, its name and its folder are durable, in this order, and deleted when that is", async () => {
  const folder = join(temporaryFolder(), "snapshots");
  const server = await labServer({ lab: false });
  const snapshots = folderSnapshots(folder);
  expect(await flushes(() => snapshots.save("one", makeSnapshot(server.sandbox)))).toEqual([
    [dirname(folder), "snapshots"],
    ["a file"],
    [folder, "one.snapshot.json"],
  ]);
  expect(await flushes(() => snapshots.delete("one"))).toEqual([[folder]]);
  await server.close();
});

it("a sandbox is deleted when the folder without its files is durable", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  await server.control("POST", "/_emulator/sandboxes", { name: "other", seed: "empty" });
  const events = await flushes(() => server.control("DELETE", "/_emulator/sandboxes/other"));
  expect(events.at(-1)).toEqual([folder, "default.jsonl", "default.jsonl.mark"]);
  await server.close();
});

it("a pipe in the place of a snapshot is none, and nobody waits for it", async () => {
  const folder = temporaryFolder();
  execFileSync("mkfifo", [join(folder, "a.snapshot.json")]);
  const snapshots = folderSnapshots(folder);
  expect(await snapshots.list()).toMatchObject([{ name: "a", sandbox: "unknown" }]);
  expect([await snapshots.read("a"), await snapshots.stream("a")]).toEqual([null, null]);
});

it("a snapshot that is taken slowly holds no file open, and breaks off when another takes its place", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "a.snapshot.json");
  writeFileSync(file, "x".repeat(1024 * 1024));
  const reader = (await folderSnapshots(folder).stream("a"))!.getReader();
  expect((await reader.read()).value).toHaveLength(256 * 1024);
  const open = readdirSync("/proc/self/fd").map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return "";
    }
  });
  expect(open).not.toContain(file);
  rmSync(file);
  await expect(reader.read()).rejects.toThrow("ENOENT");
  writeFileSync(file, "short");
  const short = await folderSnapshots(folder).stream("a");
  rmSync(file);
  expect(await new Response(short).text()).toBe("short");
});

it("a snapshot whose file is replaced while it is taken breaks off, also where the other is as long", async () => {
  const folder = temporaryFolder();
  const [file, other] = ["a.snapshot.json", "b"].map((name) => join(folder, name)) as [string, string];
  for (const path of [file, other]) writeFileSync(path, path.slice(-1).repeat(1024 * 1024));
  const reader = (await folderSnapshots(folder).stream("a"))!.getReader();
  await reader.read();
  renameSync(other, file);
  await expect(reader.read()).rejects.toThrow("replaced meanwhile");
});

it("is not told to be missing where it cannot be read, and not saved where it cannot be written", async () => {
  const folder = temporaryFolder();
  symlinkSync("a.snapshot.json", join(folder, "a.snapshot.json"));
  const snapshots = folderSnapshots(folder);
  await expect(snapshots.read("a")).rejects.toThrow(StoreError);
  await expect(snapshots.stream("a")).rejects.toThrow(StoreError);
  const server = await labServer({ lab: false });
  const source = makeSnapshot(server.sandbox);
  await server.close();
  writeFileSync(join(folder, "file"), "");
  await expect(folderSnapshots(join(folder, "file")).save("b", source)).rejects.toThrow(StoreError);
});

it("a list shows files of other programs, and damaged ones", async () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const facts = { tables: {}, saved_at: "2026-01-02T03:04:05.678Z", sandbox: { name: "mine" } };
  writeFileSync(join(folder, "a.snapshot.json"), JSON.stringify(facts, null, 2));
  writeFileSync(join(folder, "b.snapshot.json"), '{"format":');
  writeFileSync(join(folder, "c.snapshot.json"), "");
  const entries = await folderSnapshots(folder).list();
  expect(entries.map(({ name, sandbox, saved_at }) => [name, sandbox, saved_at])).toEqual([
    ["b", "unknown", 0],
    ["c", "unknown", 0],
    ["a", "mine", Date.parse(facts.saved_at)],
  ]);
});
