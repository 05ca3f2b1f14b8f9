// With Node's own test runner: one emulator for the file, the state of the seed for each test.
//   npx spi-emulator exec -- node --test        (or without exec: the file starts its own)
import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { connectEmulator, startEmulator } from "spi-emulator";

let emulator;
let sandbox;

before(async () => {
  emulator = process.env.SPI_EMULATOR_URL ? await connectEmulator() : await startEmulator({ lab: false });
  sandbox = await emulator.createSandbox({ seed: "demo", clock: "manual" });
});
beforeEach(() => sandbox.reset());
after(async () => {
  await sandbox?.close();
  await emulator?.close();
});

const post = (body) => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

test("a revision comes to results", async () => {
  const { products } = await (await sandbox.fetch("/products")).json();
  const [{ id }] = products;
  const body = { name: "test-snap.foo", revision: 5, channel: "edge" };
  const { ids } = await (await sandbox.fetch(`/products/${id}/snaps`, post(body))).json();
  await sandbox.advance(20 * 60_000);
  for (const { test_opportunity_id } of ids) {
    const path = `/products/${id}/tests/results?test_opportunity_id=${test_opportunity_id}`;
    const { test_results } = await (await sandbox.fetch(path)).json();
    assert.equal(test_results[0].test_status, "PASSED");
  }
});

test("a service that is busy answers 503", async () => {
  await sandbox.fault({ match: { operation: "listProducts" }, calls: { to: 1 }, effect: { status: 503 } });
  assert.equal((await sandbox.fetch("/products")).status, 503);
  assert.equal((await sandbox.fetch("/products")).status, 200);
});
