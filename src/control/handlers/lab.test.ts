import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LabServer, labServer } from "../../sandbox/testing/lab-server.js";

let server: LabServer;
let product: string;

beforeEach(async () => {
  server = await labServer();
  product = (await server.send("GET", "/products")).body.products[0].id;
});
afterEach(() => server.close());

async function advertise(revision = 2): Promise<string> {
  const snap = { name: "test-snap.foo", revision, channel: "edge" };
  return (await server.send("POST", `/products/${product}/snaps`, snap)).body.ids[0].test_opportunity_id;
}
const device = async (id = "dev") => (await server.control("GET", `/_emulator/lab/devices/${id}`)).body;
const override = (id: string, body: object) =>
  server.control("POST", `/_emulator/opportunities/${id}/override`, body);
const outcomeOf = async (id: string) =>
  (await server.send("GET", `/products/${product}/tests/results?test_opportunity_id=${id}`)).body
    .test_results[0].test_status;

describe("devices", () => {
  it("are listed and read", async () => {
    const { body } = await server.control("GET", "/_emulator/lab/devices");
    expect(body.devices).toEqual([await device()]);
    await server.clock.advance(10_000);
    const id = await advertise();
    await server.clock.advance(10_000);
    const seen = await device();
    expect(seen).toMatchObject({
      agent_id: "dev",
      profile: "plain",
      platform: "amd64",
      activity: "provisioning",
      opportunity_id: id,
      phase: { name: "provision" },
      last_poll: { http_status: 200 },
      override_next: null,
    });
    expect(Date.parse(seen.phase.ends_at) - Date.parse(seen.phase.started_at)).toBe(60_000);
  });

  it("that do not exist are 404, and the message names the existing ones", async () => {
    const { status, body } = await server.control("GET", "/_emulator/lab/devices/pi2-00");
    expect([status, body.message]).toEqual([404, 'agent_id: got "pi2-00"; the lab has dev']);
  });

  it("are an empty list if there is no lab", async () => {
    const without = await labServer({ lab: false });
    expect((await without.control("GET", "/_emulator/lab/devices")).body).toEqual({ devices: [] });
    const { status, body } = await without.control("POST", "/_emulator/lab/devices/dev/offline");
    expect([status, body.message]).toEqual([404, 'agent_id: got "dev"; the sandbox has no lab']);
    await without.close();
  });

  it("neither poll nor post while offline, and continue when back online", async () => {
    expect((await server.control("POST", "/_emulator/lab/devices/dev/offline")).body.online).toBe(false);
    const id = await advertise();
    await server.clock.advance(3_600_000);
    expect((await device()).activity).toBe("offline");
    expect(server.sandbox.state.walk(id).times).toHaveLength(1);
    expect((await server.control("POST", "/_emulator/lab/devices/dev/online")).body.online).toBe(true);
    await server.clock.advanceUntilIdle();
    expect(await outcomeOf(id)).toBe("PASSED");
  });
});

describe("outcomes set by hand", () => {
  it("apply once, to a device's next test", async () => {
    const body = { status: "FAILED", reason: "to see" };
    const seen = await server.control("POST", "/_emulator/lab/devices/dev/override", body);
    expect(seen.body.override_next).toBe("FAILED");
    const [first, second] = [await advertise(2), await advertise(3)];
    await server.clock.advanceUntilIdle();
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(["FAILED", "PASSED"]);
    expect((await device()).last_results[1]).toMatchObject({ opportunity_id: first, reason: "to see" });
  });

  it("apply to one opportunity on any device, before it is picked and while it is tested", async () => {
    const [first, second] = [await advertise(2), await advertise(3)];
    expect((await override(second, { status: "ERROR" })).status).toBe(204);
    await server.clock.advance(100_000);
    expect((await device()).activity).toBe("testing");
    expect((await override(first, { status: "FAILED" })).status).toBe(204);
    await server.clock.advanceUntilIdle();
    expect([await outcomeOf(first), await outcomeOf(second)]).toEqual(["FAILED", "ERROR"]);
  });

  it("are refused if they can have no effect", async () => {
    const refused = async (id: string) => {
      const { status, body } = await override(id, { status: "FAILED" });
      return [status, body.message];
    };
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect(await refused(unknown)).toEqual([
      404,
      `test_opportunity_id: the sandbox has no opportunity ${unknown}`,
    ]);
    const held = await advertise(1);
    await server.send("POST", "/agents/mine/pick", { platform: "amd64" });
    expect(await refused(held)).toEqual([409, "agent mine, which holds it, is not a device of the lab"]);
    const id = await advertise(2);
    await server.clock.advance(200_000);
    expect((await device()).activity).toBe("teardown");
    expect(await refused(id)).toEqual([409, "its outcome is decided: device dev is teardown"]);
    await server.clock.advanceUntilIdle();
    expect(await refused(id)).toEqual([409, "its outcome is decided: state RESULT_STORED"]);
    const without = await labServer({ lab: false });
    expect(
      (await without.control("POST", `/_emulator/opportunities/${id}/override`, { status: "ERROR" })).status,
    ).toBe(404);
    await without.close();
  });
});

describe("the event bus", () => {
  it("publishes the devices' activities, but not their idle polls", async () => {
    const seen: unknown[] = [];
    server.sandbox.bus.watch(({ type, data }) => {
      if (type === "device") seen.push(data);
    });
    const id = await advertise();
    await server.clock.advanceUntilIdle();
    expect(seen.map((event) => (event as { kind: string }).kind)).toEqual([
      "picked",
      ...["phase-started", "phase-ended", "phase-started", "phase-ended"],
      "outcome-decided",
      ...["phase-started", "phase-ended", "posted"],
    ]);
    expect(seen[1]).toEqual({
      at: expect.stringMatching(/^2016-01-04T16:58:.*\+00:00$/),
      agent_id: "dev",
      kind: "phase-started",
      opportunity_id: id,
      phase: "provision",
      ends_at: expect.stringMatching(/^2016-01-04T16:59:.*\+00:00$/),
    });
  });
});
