import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, vi } from "vitest";
import { checkWalks, type PublicClient, type WalksReport } from "./check-walks.js";
import { MAIN, Running } from "./emulator-process.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A folder with one profile: `count` boards alike. `more` are further lines of it. */
export function devicesFolder(count: number, more: string): string {
  const folder = join(temporaryFolder(), "devices");
  mkdirSync(folder);
  const profile = `name: Board\nplatform: amd64\ncount: ${count}\nagent: { id: board, group: lab }\n${more}\n`;
  writeFileSync(join(folder, "board.yaml"), profile);
  return folder;
}

/** `spi-emulator lab`; resolves at `Ready.`. */
export async function labProcess(target: string, ini: string, args: readonly string[]): Promise<Running> {
  const lab = new Running(process.execPath, [MAIN, "lab", "--target", target, "--credentials", ini, ...args]);
  await lab.until(() => lab.stdout.endsWith("\nReady.\n"));
  return lab;
}

/** Waits until every walk of a product has come to its end, and expects all to be well then. */
export async function expectAllStored(
  client: PublicClient,
  product: string,
  acknowledged: readonly string[],
  timeout = 90_000,
): Promise<WalksReport> {
  await vi.waitFor(
    async () => {
      const { opportunities, stored } = await checkWalks(client, product);
      expect(stored).toBe(opportunities);
    },
    { timeout, interval: 200 },
  );
  const report = await checkWalks(client, product, acknowledged);
  expect(report.problems).toEqual([]);
  expect([report.stored, report.results]).toEqual([report.opportunities, report.opportunities]);
  return report;
}
