import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { syncBuiltinESMExports } from "node:module";
import process from "node:process";
import { afterEach, describe, expect, it } from "vitest";
import { isAlive, thisProcess } from "./process-life.js";

const kill = process.kill.bind(process);

function killFailsWith(code: string): void {
  process.kill = () => {
    throw Object.assign(new Error(code), { code });
  };
  syncBuiltinESMExports();
}

afterEach(() => {
  process.kill = kill;
  syncBuiltinESMExports();
});

describe("a process", () => {
  it("is alive while it runs, with the same start", async () => {
    const own = await thisProcess();
    expect(own.pid).toBe(process.pid);
    expect(await isAlive(own)).toBe(true);
    expect(await isAlive({ ...own, started: "" })).toBe(true);
    if (own.started !== "") expect(await isAlive({ ...own, started: "another" })).toBe(false);
  });

  it("is dead when it has ended", async () => {
    const child = spawn(process.execPath, ["-e", ""]);
    const pid = child.pid!;
    await once(child, "exit");
    expect(await isAlive({ pid, started: "" })).toBe(false);
  });

  it("is alive when we may not signal it", async () => {
    killFailsWith("EPERM");
    expect(await isAlive(await thisProcess())).toBe(true);
    killFailsWith("ESRCH");
    expect(await isAlive(await thisProcess())).toBe(false);
  });

  it.runIf(process.platform === "linux")("is dead when it only waits to be reaped", async () => {
    // The shell becomes a program that never reaps the shell's child; its echo shows that it is no shell any more, which
    // would reap. The child ends when its pipe is closed.
    const parent = spawn("sh", ["-c", "cat <&3 & echo $!; exec cat"], {
      stdio: ["pipe", "pipe", "inherit", "pipe"],
    });
    const [line] = (await once(parent.stdout!, "data")) as [Buffer];
    parent.stdin!.write("no shell any more\n");
    await once(parent.stdout!, "data");
    (parent.stdio[3] as Writable).end();
    const life = { pid: Number(line.toString()), started: "" };
    while (await isAlive(life)) await new Promise((resolve) => setImmediate(resolve));
    expect(() => process.kill(life.pid, 0)).not.toThrow();
    parent.kill();
    await once(parent, "exit");
  });
});
