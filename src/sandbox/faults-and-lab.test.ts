import { afterEach, describe, expect, it } from "vitest";
import type { Answered, LabServer } from "./testing/lab-server.js";
import { labServer } from "./testing/lab-server.js";

let server: LabServer;
afterEach(() => server.close());

const STATES = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"];
const WALKS = 12;

interface Log {
  events_seen: string[];
  events: { timestamp: string }[];
}

async function advertise(count: number): Promise<void> {
  const product = (await server.send("GET", "/products")).body.products[0].id;
  for (let revision = 2; revision < count + 2; revision++) {
    const snap = { name: "test-snap.foo", revision, channel: "edge" };
    expect((await server.send("POST", `/products/${product}/snaps`, snap)).status).toBe(201);
  }
}
const addFault = async (body: object): Promise<Answered> => {
  const added = await server.control("POST", "/_emulator/faults", body);
  expect(added.status).toBe(201);
  return added;
};
async function logs(): Promise<Log[]> {
  await server.control("DELETE", "/_emulator/faults");
  const product = (await server.send("GET", "/products")).body.products[0].id;
  return (await server.send("GET", `/products/${product}/tests/events`)).body.event_logs;
}
/** Ids of the faults that were applied, in order. */
const applied = () =>
  server.sandbox.bus
    .since(0)!
    .flatMap(({ type, data }) => (type === "fault" ? [(data as { fault_id: string }).fault_id] : []));

async function story(set: string): Promise<{ logs: Log[]; applied: string[] }> {
  server = await labServer();
  await advertise(WALKS);
  await addFault({ set });
  await server.clock.advanceUntilIdle();
  return { applied: applied(), logs: await logs() };
}

describe("the virtual lab", () => {
  it.each(["flaky-gateway", "slow-lab"])("finishes its walks under %s, in order", async (set) => {
    const first = await story(set);
    expect(first.logs).toHaveLength(WALKS);
    for (const { events_seen, events } of first.logs) {
      expect(events_seen).toEqual(STATES);
      const times = events.map(({ timestamp }) => timestamp);
      expect(times).toEqual([...times].sort());
    }
    expect(first.applied.length).toBeGreaterThan(3);
    await server.close();
    expect(await story(set)).toEqual(first);
  });

  it("repeats a post whose answer was lost, without a double effect", async () => {
    server = await labServer();
    await advertise(1);
    const rule = { match: { operation: "postTestResult" }, effect: { lose_answer: true }, times: 2 };
    const { body } = await addFault(rule);
    await server.clock.advanceUntilIdle();
    const fault = await server.control("GET", `/_emulator/faults/${body.faults[0].id}`);
    expect(fault.body).toMatchObject({ seen: 3, fired: 2 });
    const [log] = await logs();
    expect(log!.events_seen).toEqual(STATES);
    expect(log!.events).toHaveLength(4);
  });

  it("gets no work under maintenance, while the clock is idle, and works afterwards", async () => {
    server = await labServer();
    await addFault({ set: "maintenance" });
    expect((await server.send("GET", "/products")).status).toBe(503);
    expect((await server.clock.advanceUntilIdle()).stopped).toBe("idle");
    await server.control("DELETE", "/_emulator/faults");
    await advertise(1);
    await server.clock.advanceUntilIdle();
    expect((await logs())[0]!.events_seen).toEqual(STATES);
  });

  it("that polls slowly leaves the clock idle", async () => {
    server = await labServer();
    await addFault({ match: { operation: "pickTestOpportunity" }, effect: { latency_ms: 30_000 } });
    expect((await server.clock.advanceUntilIdle()).stopped).toBe("idle");
  });

  it.each([
    ["a manual", undefined],
    ["a scaled", { mode: "scaled", speed: 1000 } as const],
  ])("is stopped and reset in the middle of a slow answer, on %s clock", async (_, clock) => {
    server = await labServer(clock ? { clock } : {});
    const { bus, faults } = server.sandbox;
    const firing = new Promise<void>((resolve) => {
      bus.watch(({ type }) => type === "fault" && resolve());
    });
    await addFault({ match: { operation: "pickTestOpportunity" }, effect: { latency_ms: 600_000 } });
    if (!clock) await server.clock.advance(11_000);
    await firing;
    expect((await server.control("POST", "/_emulator/reset", {})).status).toBe(200);
    expect(faults.isEmpty).toBe(true);
    await server.sandbox.stopLab();
  });
});
