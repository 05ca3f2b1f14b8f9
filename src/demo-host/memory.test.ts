import v8 from "node:v8";
import { expect, it, onTestFinished } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { Sandbox } from "../sandbox/sandbox.js";
import { demoHost, TestVisitor } from "./testing/visitor.js";

/** Sandboxes that are in memory, whether anybody can get to them or not. It collects before it counts. */
const alive = (): number => v8.queryObjects(Sandbox, { format: "count" });

/** Counting takes seconds in a process that many tests have filled, so it is done seldom. */
const someTurns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await yieldToLoop();
};

/** Connections of finished requests may hold the last of them until they are closed, after 150 s. */
const HELD_MS = 300_000;

/** As soon as nothing that is under way holds another. A count takes long where the machine is busy; what is left for ever stays. */
const expectAlive = (most: number): Promise<void> =>
  expect.poll(alive, { interval: 5000, timeout: HELD_MS }).toBeLessThanOrEqual(most);

it("expired visitors leave nothing in memory", { timeout: 3 * HELD_MS }, async () => {
  // Sandboxes that other tests in this process hold. Those that they have just left may be freed a little later.
  let others = alive();
  for (let before = NaN; before !== others; others = alive()) {
    before = others;
    await someTurns();
  }
  const emulator = await demoHost({ demoRate: 1000 });
  onTestFinished(() => emulator.close());
  for (let n = 0; n < 2; n++) {
    const one = new TestVisitor(emulator.url, `10.0.0.${n}`);
    await one.arrive();
    await one.learnCredentials();
    const product = { name: "p", release: "r", snaps: ["s.d"] };
    const { id } = (await one.send("POST", "/products", product)).body as { id: string };
    await one.send("POST", `/products/${id}/test-specs`, { name: "smoke", platform: "amd64" });
    await one.send("POST", `/products/${id}/images`, { image_unique_id: "i", image_reference: null });
    await one.watch((text) => text.includes("QUEUED_FOR_AGENTS"));
    await one.act("save-snapshot", { name: "s" });
    if (n === 0) await expectAlive(others + 2);
    const gone = one.admin("DELETE", `/_emulator/sandboxes/${one.sandbox}`);
    // One visitor resets at the same time.
    if (n === 0) await one.act("reset");
    await gone;
  }
  // Only the host's own sandbox is left.
  await expectAlive(others + 1);
});
