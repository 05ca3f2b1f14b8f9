import { afterEach, expect, it, vi } from "vitest";
import { startEmulator } from "./start.js";

afterEach(() => vi.useRealTimers());

it("an emulator works and closes under faked timers, and signs with the real time under a faked date", async () => {
  const emulator = await startEmulator({ clock: "manual" });
  const sandbox = await emulator.createSandbox({ clock: "manual" });
  vi.useFakeTimers({
    toFake: [
      "setTimeout",
      "setInterval",
      "setImmediate",
      "clearTimeout",
      "clearInterval",
      "clearImmediate",
      "Date",
    ],
    now: new Date("2016-01-04T00:00:00Z"),
  });
  expect((await sandbox.fetch("/products")).status).toBe(200);
  expect((await sandbox.advance(60_000)).reason).not.toBe("");
  expect((await emulator.advance("idle")).stopped).toBe("idle");
  await sandbox.close();
  await emulator.close();
});
