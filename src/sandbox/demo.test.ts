import { afterAll, beforeAll, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";

let emulator: EmulatorHandle;
beforeAll(async () => {
  emulator = await startEmulator({ seed: "demo", clock: "manual" });
});
afterAll(() => emulator.close());

it("a fresh demo has red among the green, by the devices that are shown, and a queue", async () => {
  const { control } = emulator;
  const { devices } = await control.send("GET /_emulator/lab/devices");
  const { opportunities } = await control.send("GET /_emulator/opportunities");
  const finished = opportunities.filter(({ state }) => state === "RESULT_STORED");
  const { counts } = await emulator.status();
  expect(counts.unfinished).toBeGreaterThan(0);
  const results = await Promise.all(
    finished.map(async ({ product_id, test_opportunity_id }) => {
      const path = `/products/${product_id}/tests/results?test_opportunity_id=${test_opportunity_id}`;
      return ((await (await emulator.fetch(path)).json()) as any).test_results?.[0];
    }),
  );
  // Those of the first account.
  const seen = results.filter((one) => one !== undefined);
  expect(new Set(seen.map(({ test_status: status }) => status))).toEqual(
    new Set(["PASSED", "FAILED", "ERROR"]),
  );
  const shown = devices.map(({ agent_id }) => agent_id);
  expect(seen.filter((one) => !shown.includes(one["agent-id"]))).toEqual([]);
});
