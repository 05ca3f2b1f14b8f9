import { renameSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { parseProfile } from "../../devices/load-profiles.js";
import { yieldToLoop } from "../clock/clock.js";
import { DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { Sandboxes } from "../sandbox/sandboxes.js";
import { atFileEnd } from "../testing/file-end.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

async function start(): Promise<Emulator & { dataDir: string }> {
  const dataDir = temporaryFolder();
  const emulator = await runEmulator({ ...DEFAULTS, port: 0, dataDir, seed: "empty" });
  atFileEnd(() => emulator.close().catch(() => undefined));
  return Object.assign(emulator, { dataDir });
}

async function asked({ url }: Emulator, method: string, path: string, body?: object): Promise<any> {
  const json = { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const answer = await fetch(`${url}/_emulator${path}`, { method, ...(body !== undefined && json) });
  return { code: answer.status, ...((await answer.json()) as object) };
}

it("devices that change while the state is replaced are those of the new lab, and work", async () => {
  const made = vi.spyOn(Sandboxes.prototype, "startLabs");
  const emulator = await start();
  const { outbox } = (made.mock.contexts[0] as Sandboxes).registry.main;
  made.mockRestore();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let isReached = false;
  outbox.clear = () => {
    isReached = true;
    return released;
  };
  const reset = asked(emulator, "POST", "/reset");
  await expect.poll(() => isReached).toBe(true);
  const change = emulator.live.useProfiles([
    parseProfile("name: Board\nagent: { id: next }\n", "board.yaml"),
  ]);
  for (let turn = 0; turn < 20; turn++) await yieldToLoop();
  release();
  expect(await reset).toMatchObject({ code: 200 });
  expect(await change).toEqual(["next"]);
  for (let turn = 0; turn < 20; turn++) await yieldToLoop();
  const { devices } = await asked(emulator, "GET", "/lab/devices");
  expect(devices.map((one: any) => [one.agent_id, one.activity])).toEqual([["next", "idle"]]);
  await emulator.close();
});

it("a speed that is refused while the state cannot be written is not in use", async () => {
  const emulator = await start();
  const file = join(emulator.dataDir, "default.jsonl");
  renameSync(file, join(emulator.dataDir, "away"));
  // From now on changes are refused.
  expect((await asked(emulator, "PUT", "/clock", { speed: 2 })).code).toBe(503);
  await expect(emulator.live.useSpeed(3600)).rejects.toThrow("nothing was changed");
  expect((await asked(emulator, "GET", "/clock")).speed).toBe(2);
  renameSync(join(emulator.dataDir, "away"), file);
  expect((await asked(emulator, "GET", "/ready")).code).toBe(200);
  await emulator.live.useSpeed(3600);
  expect((await asked(emulator, "GET", "/clock")).speed).toBe(3600);
  await emulator.close();
});
