import { execFileSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { connectEmulator } from "../api/connect.js";
import { MAIN, Running, startProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const post = (name: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ name, release: "r", snaps: [] }),
});

/** Whether somebody reads a pipe: only then it can be opened for writing. It stays open, so that its reader waits on. */
function isRead(file: string): boolean {
  try {
    const handle = openSync(file, constants.O_WRONLY | constants.O_NONBLOCK);
    onTestFinished(() => closeSync(handle));
    return true;
  } catch {
    return false;
  }
}

describe("a signal to start", () => {
  it("ends it when all that was answered is on disk: SIGINT amid requests", async () => {
    const flags = ["--data-dir", join(temporaryFolder(), "data"), "--seed", "empty", "--no-lab"];
    const emulator = await startProcess(flags);
    const { fetch } = await connectEmulator({ url: emulator.url });
    const acknowledged: string[] = [];
    let running = true;
    const write = async (writer: number): Promise<void> => {
      for (let count = 0; running; count += 1) {
        const name = `p-${writer}-${count}`;
        const response = await fetch("/products", post(name)).catch(() => null);
        if (response?.status === 201) acknowledged.push(name);
        // A process that is about to end accepts no connections.
        if (response === null) return;
        if (acknowledged.length === 50) emulator.child.kill("SIGINT");
      }
    };
    const writers = [0, 1, 2, 3].map(write);
    const { code } = await emulator.ended;
    running = false;
    await Promise.all(writers);
    expect(code).toBe(130);
    expect(acknowledged.length).toBeGreaterThanOrEqual(50);

    const again = await startProcess(flags);
    const response = await (await connectEmulator({ url: again.url })).fetch("/products");
    const { products } = (await response.json()) as { products: { name: string }[] };
    expect(products.map(({ name }) => name)).toEqual(expect.arrayContaining(acknowledged));
  });

  it("ends a lab in full swing at once, and cleanly", async () => {
    const emulator = await startProcess(["--speed", "100000"]);
    const handle = await connectEmulator({ url: emulator.url });
    await handle.waitForExchange({ operation: "pickTestOpportunity", count: 20 });
    const { code, stderr } = await emulator.kill("SIGINT");
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/error|Error/);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends it while it waits for a pipe: %s", async (signal) => {
    const file = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [file]);
    const args = [MAIN, "start", "--in-memory", "--port", "0", "--seed", file];
    const running = new Running(process.execPath, args);
    await expect.poll(() => isRead(file)).toBe(true);
    const ended = await running.kill(signal);
    expect([ended.code, ended.signal, ended.stderr]).toEqual([null, signal, ""]);
  });
});
