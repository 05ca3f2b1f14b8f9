import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { connectEmulator } from "../api/connect.js";
import { startProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const post = (name: string): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ name, release: "r", snaps: [] }),
});

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
});
