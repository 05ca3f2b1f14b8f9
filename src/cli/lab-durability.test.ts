import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PublicClient } from "../testing/check-walks.js";
import { startProcess, type StartedEmulator } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { devicesFolder, expectAllStored, labProcess } from "../testing/lab-process.js";

/** Six devices; a walk takes half a second of wall time at the speed below. */
const DEVICES = devicesFolder(6, "poll_interval: 10s\nphases: { provision: 60s, test: 60s, teardown: 30s }");
const SPEED = ["--speed", "300"];

/** Advertises until the emulator is gone; what was acknowledged goes into `known`. */
async function advertiseOnAndOn(client: PublicClient, product: string, known: string[]): Promise<void> {
  try {
    for (let revision = known.length; ; revision++)
      known.push(...(await client.advertise(product, revision)));
  } catch {
    // It was killed.
  }
}

/** Resolves when some devices are in the middle of a walk and some walks have ended. */
async function untilBusy(client: PublicClient, product: string): Promise<void> {
  for (;;) {
    const states = (await client.logs(product)).map(({ events }) => events.length);
    if (states.includes(4) && states.includes(2)) return;
  }
}

describe("a lab that is killed", () => {
  it("with its emulator, while clients advertise, goes on where it was, twice", async () => {
    const args = ["--data-dir", join(temporaryFolder(), "data"), "--seed", "empty", ...SPEED];
    const start = (): Promise<StartedEmulator> => startProcess([...args, "--devices", DEVICES]);
    let emulator = await start();
    let client = new PublicClient(emulator.url, emulator.credentials);
    const product = await client.product(1);
    const known: string[] = [];
    for (let round = 0; round < 2; round++) {
      const advertised = advertiseOnAndOn(client, product, known);
      await untilBusy(client, product);
      await emulator.kill("SIGKILL");
      await advertised;
      emulator = await start();
      client = new PublicClient(emulator.url, emulator.credentials);
      expect(emulator.stdout).toContain("; restored");
    }
    await expectAllStored(client, product, known);
    expect(emulator.stderr).toMatch(/was restarted during a walk: starts opportunity \S+ again/);
    expect((await emulator.kill("SIGTERM")).code).toBe(0);
  });

  it("alone, as a process of its own, goes on where it was", async () => {
    const emulator = await startProcess(["--no-lab", "--seed", "empty", "--speed", "150"]);
    const client = new PublicClient(emulator.url, emulator.credentials);
    const product = await client.product(5);
    const args = ["--devices", DEVICES, "--outbox", join(temporaryFolder(), "outbox"), "--speed", "150"];
    const known: string[] = [];
    for (let revision = 0; revision < 4; revision++)
      known.push(...(await client.advertise(product, revision)));
    const killed = await labProcess(emulator.url, emulator.ini, args);
    // All in the second walk, and none waits for an answer: what a pick was answered would be lost.
    await killed.until(() => killed.stderr.split("began provision").length > 12);
    await killed.kill("SIGKILL");
    const lab = await labProcess(emulator.url, emulator.ini, args);
    expect(lab.stdout).toMatch(/an earlier run left \d undelivered results? and 6 unfinished opportunities/);
    await expectAllStored(client, product, known);
    expect(lab.stderr).toMatch(/was restarted during a walk/);
    expect((await lab.kill("SIGTERM")).code).toBe(0);
  });
});
