import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import type { Account } from "../domain/records.js";
import { ManualClock } from "../clock/manual-clock.js";
import { type LabServer, labServer, SEED, START } from "./testing/lab-server.js";
import { SandboxLeft } from "./registry.js";
import type { Sandbox } from "./sandbox.js";
import { parseSeed } from "./seed.js";
import { temporaryFolder } from "../testing/temporary-folder.js";

const snap = "{ name: test-snap.foo, revision: 5, channel: edge }";
const FEED = `feed: [{ product: test-product.foo, snap: ${snap}, at: 10s }]\n`;

let folder: string;
let server: LabServer;
let guest: Sandbox;
const pass = async (ms: number): Promise<void> => {
  if (!(guest.clock instanceof ManualClock)) throw new Error("the clock is not manual");
  await guest.clock.advance(ms);
};
beforeEach(async () => {
  folder = temporaryFolder();
  server = await labServer({ lab: false, folder });
  guest = await server.sandboxes.create({
    name: "guest",
    seed: "inline",
    seedDocument: parseSeed(SEED + FEED, "test seed"),
    clock: { mode: "manual", start: START },
    lab: true,
  });
});
afterEach(() => server.close());

it("a sandbox that is deleted during a reset is not created again, and no credentials lead to it", async () => {
  const { sandboxes } = server;
  const [{ consumer_key: key }] = guest.state.accounts() as [Account];
  expect(sandboxes.registry.byConsumer(key)?.sandbox).toBe(guest);
  const resets = Promise.allSettled([sandboxes.reset(guest), sandboxes.reset(guest)]);
  await sandboxes.delete("guest");
  const done = [...(await resets), ...(await Promise.allSettled([sandboxes.reset(guest)]))];
  // The first one had begun.
  expect(done.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(done[2]).toMatchObject({
    reason: { kind: "resource-not-found", message: expect.stringContaining("guest was deleted") },
  });
  await yieldToLoop();
  expect([guest.lab, guest.clock.pendingTimers]).toEqual([null, 0]);
  expect(guest.state.accounts()[0]?.consumer_key).toBe(key);
  expect(sandboxes.registry.byConsumer(key)).toBeUndefined();
});

it("the name of a sandbox that is being deleted is taken until its files are gone", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  const { outbox } = guest;
  const clear = outbox.clear.bind(outbox);
  outbox.clear = () => held.then(clear);
  const make = () => server.control("POST", "/_emulator/sandboxes", { name: "guest", seed: "empty" });
  const gone = server.control("DELETE", "/_emulator/sandboxes/guest");
  await expect.poll(() => server.sandboxes.registry.get("guest"), { interval: 1 }).toBeUndefined();
  expect((await make()).status).toBe(409);
  release();
  expect((await gone).status).toBe(204);
  expect((await make()).status).toBe(201);
  expect(existsSync(join(folder, "guest.jsonl"))).toBe(true);
});

it("a deletion that is tried again by two clients removes nothing of a sandbox that is made between them", async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => (release = done));
  const steps = [() => Promise.reject(new Error("EIO")), () => held];
  guest.outbox.clear = async () => steps.shift()?.();
  const remove = async () => (await server.control("DELETE", "/_emulator/sandboxes/guest")).status;
  expect(await remove()).toBe(503);
  const first = remove();
  await expect.poll(() => steps, { interval: 1 }).toEqual([]);
  const second = remove();
  const make = () => server.control("POST", "/_emulator/sandboxes", { name: "guest", seed: "empty" });
  expect((await make()).status).toBe(409);
  release();
  expect([await first, await second]).toEqual([204, 204]);
  expect((await make()).status).toBe(201);
  expect(existsSync(join(folder, "guest.jsonl"))).toBe(true);
});

it("a reset that another process's taking over interrupts is told that nothing was done", async () => {
  const { sandboxes } = server;
  const resets = Promise.allSettled([sandboxes.reset(guest), sandboxes.reset(guest)]);
  await sandboxes.letGo(guest);
  expect((await resets)[1]).toMatchObject({ reason: new SandboxLeft() });
});

it("concurrent resets run one after the other, and the lab works after the last", async () => {
  await Promise.all([1, 2, 3].map(() => server.sandboxes.reset(guest)));
  await pass(300_000);
  expect(guest.lab?.devices()[0]?.last_results).toHaveLength(1);
});

it("a lab that is started while the state is replaced works with the new one", async () => {
  const { outbox } = guest;
  const clear = outbox.clear.bind(outbox);
  outbox.clear = () => {
    guest.startLab();
    return clear();
  };
  await server.sandboxes.reset(guest);
  await pass(300_000);
  expect(guest.lab?.devices()[0]?.last_results).toHaveLength(1);
});

it("a lab that is stopped while the state is replaced stays so", async () => {
  const { outbox } = guest;
  const clear = outbox.clear.bind(outbox);
  outbox.clear = () => guest.stopLab().then(clear);
  await server.sandboxes.reset(guest);
  expect(guest.lab).toBeNull();
});

it("two deletions of one sandbox at once end when its file is gone", async () => {
  const deletion = async () => {
    const { status } = await server.control("DELETE", "/_emulator/sandboxes/guest");
    return [status, existsSync(join(folder, "guest.jsonl"))];
  };
  expect(await Promise.all([deletion(), deletion()])).toEqual([
    [204, false],
    [204, false],
  ]);
});

it("the last requests of a lab reach its own sandbox while that is deleted", async () => {
  // A device that stops during the teardown posts its result.
  await pass(10_000 + 10_000 + 60_000 + 120_000 + 5000);
  expect(guest.lab?.devices()[0]?.activity).toBe("teardown");
  await server.sandboxes.delete("guest");
  const { operationId, response } = guest.exchanges.all().at(-1)!;
  expect([operationId, response?.status]).toEqual(["postTestResult", 201]);
  expect(server.sandbox.exchanges.all()).toEqual([]);
});
