import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leftovers, removeLeftovers } from "./leftovers.js";
import { temporaryFolder } from "./temporary-folder.js";

it.runIf(process.platform === "linux")(
  "finds files and processes that are left, and removes them",
  async () => {
    const folder = temporaryFolder();
    expect(leftovers(folder)).toEqual([]);
    const inside = join(folder, "deep");
    mkdirSync(inside);
    writeFileSync(join(folder, "file"), "");
    const byVariable = spawn("sleep", ["600"], { env: { PATH: process.env["PATH"], TMPDIR: inside } });
    const byFolder = spawn("sleep", ["700"], { env: { PATH: process.env["PATH"] }, cwd: inside });
    const ended = Promise.all([byVariable, byFolder].map((child) => once(child, "exit")));
    await expect.poll(() => leftovers(folder)).toContain(`process ${byFolder.pid}: sleep 700`);
    expect(leftovers(folder).sort()).toEqual(
      [
        "file or folder deep",
        "file or folder file",
        `process ${byVariable.pid}: sleep 600`,
        `process ${byFolder.pid}: sleep 700`,
      ].sort(),
    );
    removeLeftovers(folder);
    await ended;
    expect(leftovers(folder)).toEqual([]);
  },
);
