// With jest: `spi-emulator exec` starts one emulator for the run, each test file has a sandbox of its own.
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { connectEmulator } from "spi-emulator";

let sandbox;
beforeAll(async () => {
  const emulator = await connectEmulator();
  sandbox = await emulator.createSandbox({ seed: "demo", clock: "manual", expiresInS: 3600 });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox?.close());

test("a revision comes to results", async () => {
  const { products } = await (await sandbox.fetch("/products")).json();
  const answer = await sandbox.fetch(`/products/${products[0].id}/snaps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "test-snap.foo", revision: 5, channel: "edge" }),
  });
  const { ids } = await answer.json();
  await sandbox.advance(20 * 60_000);
  const path = `/products/${products[0].id}/tests/results?test_opportunity_id=${ids[0].test_opportunity_id}`;
  const { test_results } = await (await sandbox.fetch(path)).json();
  expect(test_results[0].test_status).toBe("PASSED");
});
