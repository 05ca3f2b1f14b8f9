import type * as fs from "node:fs";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { report as exitOf } from "../../src/cli/exit.js";
import { temporaryFolder } from "../../src/testing/temporary-folder.js";
import { reportOf } from "./testing/reports.js";
import type { writeReports as Write } from "./write.js";

const refused = vi.hoisted(() => ({ code: "EBUSY" }));

// As where a file is a mount of its own, in a container.
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof fs>()),
  renameSync: () => {
    throw Object.assign(new Error(`${refused.code}: it is a mount`), {
      code: refused.code,
      syscall: "rename",
    });
  },
}));

let writeReports: typeof Write;
beforeAll(async () => {
  // Another test file of this process may have loaded it.
  vi.resetModules();
  ({ writeReports } = await import("./write.js"));
});

let folder: string;
let path: string;
beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, "contract.json");
});

it.each(["EBUSY", "EPERM", "EXDEV"])(
  "a file that cannot be replaced (%s) is written in its place",
  (code) => {
    refused.code = code;
    writeFileSync(path, "x".repeat(1_000_000));
    writeReports(reportOf([]), ["json"], folder);
    expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ format: 1 });
    expect(readdirSync(folder)).toEqual(["contract.json"]);
  },
);

it.each(["link", "folder"])("a %s that cannot be replaced stays, and one line says so", (what) => {
  refused.code = "EBUSY";
  const elsewhere = join(temporaryFolder(), "elsewhere");
  writeFileSync(elsewhere, "as it was");
  if (what === "link") symlinkSync(elsewhere, path);
  else mkdirSync(path);
  let told = "";
  try {
    writeReports(reportOf([]), ["json"], folder);
  } catch (error) {
    expect(exitOf(error, (text) => (told += text))).toBe(2);
  }
  expect(told).toBe(`spi-emulator: ${path}: cannot be written: EBUSY: it is a mount\n`);
  expect(readFileSync(elsewhere, "utf8")).toBe("as it was");
  expect(readdirSync(folder)).toEqual(["contract.json"]);
});
