import { describe, expect, it } from "vitest";
import { plain, testLab } from "./testing/test-lab.js";

const MINUTE = 60_000;

const DEEP = "[".repeat(20_000) + "]".repeat(20_000);

describe("an agent", () => {
  it.each([
    ["an id that fits in no path", '{"test_opportunity_id":"\\ud800"}'],
    ["an id that is another path", '{"test_opportunity_id":".."}'],
    ["no id", '{"test_opportunity_id":""}'],
    ["an id of 5 MB", JSON.stringify({ test_opportunity_id: "x".repeat(5e6) })],
    ["snaps that are no list", '{"test_opportunity_id":"op-0","primary_snap_name":"a","snaps":5}'],
    ["an invalid snap", '{"test_opportunity_id":"op-0","primary_snap_name":"a","snaps":[null]}'],
    ["lists in lists", `{"test_opportunity_id":"op-0","image_reference":${DEEP}}`],
    [
      "lists in lists in a text",
      JSON.stringify({ test_opportunity_id: "op-0", test_payload: `{"test_cmds":${DEEP}}` }),
    ],
  ])("is not ended by an opportunity with %s", async (_, text) => {
    const profile = plain(
      'outcomes: [{ when: { snap: a, revision: 1 }, then: { status: FAILED } }]\nresult_payload: { x: "{{test_cmds}}" }\n',
    );
    const { clock, spi, lab, events } = testLab([profile]);
    spi.next("pick", () => new Response(text, { headers: { "content-type": "application/json" } }));
    spi.add("op-1");
    lab.start();
    await clock.advance(15 * MINUTE);
    expect(Object.keys(spi.taken)).toEqual(["op-1"]);
    expect(Math.max(...events.map((event) => JSON.stringify(event).length))).toBeLessThan(1000);
  });

  it("goes on after an opportunity on which it cannot work", async () => {
    const draw = (...what: string[]): number => {
      if (what.includes("op-1")) throw new Error("broken");
      return 0;
    };
    const profile = plain("outcomes: [{ when: { channel: edge }, then: { status: FAILED, rate: 0.5 } }]\n");
    const { clock, spi, lab, find } = testLab([profile], { draw });
    spi.add("op-1");
    spi.add("op-2");
    lab.start();
    await clock.advance(15 * MINUTE);
    expect(find("abandoned")).toEqual([expect.objectContaining({ why: "internal error: Error: broken" })]);
    expect(Object.keys(spi.taken)).toEqual(["op-2"]);
  });

  it("polls, runs the opportunity and posts the result", async () => {
    const { clock, spi, lab, kinds } = testLab([plain()]);
    spi.add("op-1");
    lab.start();
    await clock.advance(4 * MINUTE);
    expect(spi.of("pick")[0]).toMatchObject({
      at: 0,
      id: "dev",
      body: { platform: "amd64", agent_group: "lab", agent_revno: "197" },
    });
    expect(spi.of("result")).toHaveLength(1);
    expect(spi.of("result")[0]).toMatchObject({ at: 4 * MINUTE, id: "op-1", status: 201 });
    expect(spi.taken["op-1"]).toEqual({
      agent_id: "dev",
      test_status: "PASSED",
      result_payload: { summary: "PASSED: all tests passed", results: ["true", "uptime"] },
      agent_revno: "197",
      agent: {
        timing: {
          setup_start: "2016-01-04T17:00:00.000001",
          setup_end: "2016-01-04T17:00:00.000001",
          provision_start: "2016-01-04T17:00:00.000001",
          provision_end: "2016-01-04T17:01:00.000001",
          test_start: "2016-01-04T17:01:00.000001",
          test_end: "2016-01-04T17:03:00.000001",
          teardown_start: "2016-01-04T17:03:00.000001",
          teardown_end: "2016-01-04T17:04:00.000001",
        },
      },
    });
    const phase = ["phase-started", "phase-ended"];
    expect(kinds()).toEqual([
      ...["started", "poll", "picked", ...phase, ...phase, "outcome-decided", ...phase],
      ...["posted", "poll"],
    ]);
  });

  it("empties the queue without pauses, then polls at its interval", async () => {
    const { clock, spi, lab } = testLab([plain()]);
    spi.add("op-1");
    spi.add("op-2");
    lab.start();
    await clock.advance(8 * MINUTE + 25_000);
    expect(spi.of("pick").map((call) => call.at)).toEqual([
      0,
      4 * MINUTE,
      8 * MINUTE,
      8 * MINUTE + 10_000,
      8 * MINUTE + 20_000,
    ]);
    expect(Object.keys(spi.taken)).toEqual(["op-1", "op-2"]);
  });

  it("does not prevent 'until idle' from ending, and finishes its work first", async () => {
    const { clock, spi, lab } = testLab([plain()]);
    lab.start();
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ stopped: "idle" });
    spi.add("op-1");
    await expect(clock.advanceUntilIdle()).resolves.toMatchObject({ stopped: "idle" });
    expect(spi.taken).toHaveProperty("op-1");
  });

  it("staggers the first polls of many agents by named draws", async () => {
    const first = { a: 0.25, "b-01": 0.5, "b-02": 0.9 } as Record<string, number>;
    const profiles = [plain(), plain()];
    Object.assign(profiles[0]!.agent, { id: "a" });
    Object.assign(profiles[1]!, { agent: { ...profiles[1]!.agent, id: "b" }, count: 2 });
    const { clock, spi, lab } = testLab(profiles, { draw: (...what) => first[what[0]!] ?? 0 });
    lab.start();
    await clock.advance(9999);
    expect(spi.calls.map((call) => [call.id, call.at])).toEqual([
      ["a", 2500],
      ["b-01", 5000],
      ["b-02", 9000],
    ]);
  });

  it("shows its activity", async () => {
    const { clock, spi, lab } = testLab([plain("description: for tests")]);
    const device = lab.device("dev")!;
    expect(device.snapshot()).toEqual({
      ...{ agent_id: "dev", profile: "plain", description: "for tests", platform: "amd64" },
      offline_until: null,
      ...{ agent_group: "lab", agent_revno: "197", account: null, behaviours: [] },
      ...{ activity: "stopped", online: true, opportunity_id: null, phase: null },
      ...{ next_poll_at: null, last_poll: null, last_results: [], unsent: 0, override_next: null },
    });
    lab.start();
    await clock.advance(1000);
    const started = clock.now() - 1_000_000;
    expect(device.snapshot()).toMatchObject({
      activity: "idle",
      last_poll: { at: started, http_status: 204 },
      next_poll_at: started + 10_000_000,
    });
    spi.add("op-1");
    await clock.advance(9000 + 60_000);
    expect(device.snapshot()).toMatchObject({
      activity: "testing",
      opportunity_id: "op-1",
      phase: { name: "test", started_at: clock.now(), ends_at: clock.now() + 120_000_000 },
      next_poll_at: null,
    });
    await clock.advance(3 * MINUTE);
    expect(lab.devices()).toHaveLength(1);
    expect(lab.devices()[0]).toMatchObject({
      activity: "idle",
      opportunity_id: null,
      phase: null,
      last_results: [{ opportunity_id: "op-1", status: "PASSED", http_status: 201, at: clock.now() }],
    });
  });

  it("accepts overridden outcomes: of the next test, or of one opportunity", async () => {
    const { clock, spi, lab, find } = testLab([plain()]);
    const device = lab.device("dev")!;
    for (const id of ["op-1", "op-2", "op-3"]) spi.add(id);
    device.override("op-3", { status: "ERROR", reason: "no power" });
    lab.start();
    await clock.advance(2 * MINUTE);
    device.overrideNext({ status: "FAILED" });
    expect(device.snapshot().override_next).toBe("FAILED");
    await clock.advance(2 * MINUTE);
    expect(device.snapshot().override_next).toBeNull();
    await clock.advance(8 * MINUTE);
    const statuses = Object.values(spi.taken).map((post) => post.test_status);
    expect(statuses).toEqual(["FAILED", "PASSED", "ERROR"]);
    expect(find("outcome-decided").map((event) => event.because)).toEqual([
      { override: "next" },
      { default: true },
      { override: "opportunity" },
    ]);
    expect(spi.taken["op-3"]!.result_payload.summary).toBe("ERROR: no power");
    expect(spi.taken["op-3"]!.agent.timing).not.toHaveProperty("test_start");
  });

  it("polls at once on request", async () => {
    const { clock, spi, lab } = testLab([plain()]);
    lab.start();
    await clock.advance(1000);
    lab.device("dev")!.pollNow();
    await clock.advance(0);
    expect(spi.of("pick").map((call) => call.at)).toEqual([0, 1000]);
  });

  it("gives the same trace in every run", async () => {
    const story = async (): Promise<string> => {
      const profile = plain("behaviours: [{ kind: flaky, rate: 0.5 }]");
      profile.count = 3;
      profile.phases.test = { kind: "normal", mean: 60_000, deviation: 9000 };
      const { clock, spi, lab, events } = testLab([profile]);
      for (let n = 0; n < 12; n++) spi.add(`op-${n}`);
      lab.start();
      await clock.advanceUntilIdle();
      expect(Object.keys(spi.taken)).toHaveLength(12);
      return JSON.stringify(events);
    };
    expect(await story()).toBe(await story());
  });
});
