import { lastEvent } from "../domain/events.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DeviceSnapshot } from "../../devices/activity.js";
import { idleWatch } from "./lab-idle.js";
import { QUIET_MS } from "./terms.js";
import { FakeWall, rest } from "./testing/fake-wall.js";
import { DEVICE, type LabServer, labServer, SEED } from "./testing/lab-server.js";

let wall: FakeWall;
let server: LabServer;

async function begin(options: Parameters<typeof labServer>[0] = {}): Promise<void> {
  wall = new FakeWall();
  server = await labServer({ clock: { mode: "scaled", speed: 1 }, more: { wall }, ...options });
}
beforeEach(() => begin());
afterEach(() => server.close());

const lab = () => server.sandbox.lab!;
const device = () => lab().devices()[0]!;
const productId = (): string => [...server.sandbox.state.tables.products.keys()][0]!;
const polls = () =>
  server.sandbox.exchanges.all().filter(({ operationId }) => operationId === "pickTestOpportunity").length;
const advertise = async (revision: number): Promise<string> => {
  const snap = { name: "test-snap.foo", revision, channel: "edge" };
  return (await server.send("POST", `/products/${productId()}/snaps`, snap)).body.ids[0].test_opportunity_id;
};
const stateOf = (id: string) => lastEvent(server.sandbox.state.walk(id));

describe("a lab with nothing to do", () => {
  it("pauses when clients send nothing, and then holds no timer", async () => {
    await wall.pass(QUIET_MS - 1000);
    expect([lab().asleep, server.sandbox.clock.pendingTimers]).toEqual([false, 1]);
    await wall.pass(12_000);
    expect([lab().asleep, server.sandbox.clock.pendingTimers, wall.armed.size]).toEqual([true, 0, 0]);
    const before = polls();
    await wall.pass(3_600_000);
    expect(polls()).toBe(before);
    const { body } = await server.control("GET", "/_emulator/lab/devices/dev");
    expect(body).toMatchObject({ activity: "idle", next_poll_at: null });
    expect(lab().asleep).toBe(true);
  });

  it("does not pause while clients send requests", async () => {
    for (let minute = 0; minute < 5; minute++) {
      await wall.pass(QUIET_MS - 1000);
      await server.send("GET", "/products");
    }
    expect(lab().asleep).toBe(false);
  });

  it("resumes at the next request of a client: its devices poll at once", async () => {
    await wall.pass(60_000);
    const before = polls();
    await server.send("GET", "/products");
    await rest();
    expect([lab().asleep, polls()]).toEqual([false, before + 1]);
    await wall.pass(11_000);
    expect(polls()).toBe(before + 2);
  });

  it("picks the opportunity that resumed it at once", async () => {
    await wall.pass(60_000);
    const id = await advertise(2);
    await rest();
    expect(stateOf(id)).toBe("PICKED_BY_AGENT");
    await wall.pass(245_000);
    expect(stateOf(id)).toBe("RESULT_STORED");
    await wall.pass(60_000);
    expect(lab().asleep).toBe(true);
    expect(device().last_results[0]).toMatchObject({ opportunity_id: id, http_status: 201 });
  });

  it("resumes for a revision of the snap feed", async () => {
    await server.close();
    const feed =
      "{ product: test-product.foo, snap: { name: test-snap.foo, revision: 5, channel: edge }, at: 10m }";
    await begin({ seed: `${SEED}feed: [${feed}]\n` });
    await wall.pass(500_000);
    expect([lab().asleep, server.sandbox.clock.pendingTimers]).toEqual([true, 1]);
    await wall.pass(100_000);
    const [id] = server.sandbox.state.unfinished;
    expect(stateOf(id!)).toBe("PICKED_BY_AGENT");
    await wall.pass(400_000);
    expect([stateOf(id!), lab().asleep]).toEqual(["RESULT_STORED", true]);
  });

  it("pauses despite opportunities that none of its devices can pick", async () => {
    const path = `/products/${productId()}`;
    await server.send("POST", `${path}/test-specs`, { name: "pi", platform: "pi2" });
    await advertise(2);
    await wall.pass(400_000);
    expect([server.sandbox.state.unfinished.size, lab().asleep]).toEqual([1, true]);
  });

  it("keeps a device's manual state while it is paused", async () => {
    await wall.pass(60_000);
    await server.control("POST", "/_emulator/lab/devices/dev/override", { status: "FAILED" });
    await server.control("POST", "/_emulator/lab/devices/dev/offline");
    await wall.pass(60_000);
    expect([lab().asleep, device().online, device().override_next]).toEqual([true, false, "FAILED"]);
    const id = await advertise(2);
    await wall.pass(120_000);
    expect([stateOf(id), lab().asleep]).toEqual(["QUEUED_FOR_AGENTS", false]);
    await server.control("POST", "/_emulator/lab/devices/dev/online");
    await wall.pass(300_000);
    const { result_id } = server.sandbox.state.walk(id);
    expect(server.sandbox.state.result(result_id!)?.test_status).toBe("FAILED");
  });

  it("brings a device back online while it is paused", async () => {
    await server.control("POST", "/_emulator/lab/devices/dev/offline");
    await wall.pass(120_000);
    expect([lab().asleep, device().activity]).toEqual([true, "offline"]);
    await server.control("POST", "/_emulator/lab/devices/dev/online");
    await rest();
    expect([lab().asleep, device().activity, wall.armed.size]).toEqual([true, "idle", 0]);
  });

  it("stops and starts again while it is paused", async () => {
    await wall.pass(60_000);
    await server.control("POST", "/_emulator/reset", {});
    await rest();
    expect([lab().asleep, device().activity]).toEqual([true, "idle"]);
    const id = await advertise(2);
    await wall.pass(300_000);
    expect(stateOf(id)).toBe("RESULT_STORED");
  });
});

describe("a lab with something to do", () => {
  it("does not pause while a device tests or a result is not delivered", async () => {
    await server.close();
    await begin({ profiles: [DEVICE.replace("test: 120s", "test: 3600s")] });
    const id = await advertise(2);
    await wall.pass(1_800_000);
    expect([stateOf(id), device().activity, lab().asleep]).toEqual(["PICKED_BY_AGENT", "testing", false]);
    await server.control("POST", "/_emulator/lab/devices/dev/offline");
    await wall.pass(3_600_000);
    expect([device().unsent, lab().asleep]).toEqual([1, false]);
    await server.control("POST", "/_emulator/lab/devices/dev/online");
    await wall.pass(1000);
    expect(stateOf(id)).toBe("RESULT_STORED");
  });

  it.each<[Partial<DeviceSnapshot>, boolean]>([
    [{ activity: "idle" }, true],
    [{ activity: "offline" }, true],
    [{ activity: "vanished", opportunity_id: "a" }, true],
    [{ activity: "stopped", unsent: 1 }, true],
    [{ activity: "testing", opportunity_id: "a" }, false],
    [{ activity: "offline", unsent: 1 }, false],
  ])("has a device with the settings %o, and may pause: %s", async (change, may) => {
    wall.ms += QUIET_MS;
    const only = { ...device(), ...change };
    expect(idleWatch(server.sandbox, () => ({ ...lab(), devices: () => [only] }))()).toBe(may);
  });

  it("never pauses on a manual clock", async () => {
    await server.close();
    server = await labServer();
    await server.clock.advance(86_400_000);
    expect([lab().asleep, server.clock.pendingTimers]).toEqual([false, 1]);
  });
});
