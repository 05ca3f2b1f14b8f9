import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, it } from "vitest";
import { openStore } from "./low-store.js";
import { putProduct, tablesAfter } from "./testing/test-records.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const warn = (): void => undefined;

describe("a store in a file", () => {
  it("holds all acknowledged commits when its process is killed", async () => {
    const dir = temporaryFolder();
    await Promise.all(
      [30, 200].map(async (kills) => {
        const killed = join(dir, `${kills}.jsonl`);
        const acknowledged = await killAfter(kills, killed);
        const store = await openStore({ file: killed, warn });
        const held = Number(store.tables.products.get("last")?.name);
        expect(held).toBeGreaterThanOrEqual(acknowledged);
        const puts = Array.from({ length: held }, (_, n) => putProduct(String((n + 1) % 10), String(n + 1)));
        const { products } = tablesAfter([
          puts,
          [{ table: "products", put: store.tables.products.get("last")! }],
        ]);
        expect([...store.tables.products].sort()).toEqual([...products].sort());
        await store.close();
      }),
    );
  });
});

/** Runs a process that commits to the file and kills it after a number of acknowledged commits; resolves with the final number. */
async function killAfter(commits: number, path: string): Promise<number> {
  const script = join(import.meta.dirname, "testing", "commit-child.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  let acknowledged = 0;
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line);
    if (acknowledged >= commits) child.kill("SIGKILL");
  }
  expect(await exit).toEqual([null, "SIGKILL"]);
  return acknowledged;
}
