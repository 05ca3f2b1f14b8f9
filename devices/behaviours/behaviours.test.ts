import { describe, expect, it } from "vitest";
import { MAX_RESULT_BYTES } from "../api-types.js";
import { plain, testLab } from "../testing/test-lab.js";

const MINUTE = 60_000;
const WALK = 4 * MINUTE;

function setUp(behaviours: string, ids = ["op-1"], options: Parameters<typeof testLab>[1] = {}) {
  const set = testLab([plain(`behaviours: [${behaviours}]`)], options);
  for (const id of ids) set.spi.add(id);
  set.lab.start();
  const posts = (): unknown[] => set.spi.of("result").map(({ id, at, status }) => [id, at, status]);
  return { ...set, posts };
}

describe("behaviours, as the server sees them", () => {
  it("slow: the result comes late", async () => {
    const { clock, posts } = setUp("{ kind: slow, factor: 2.5 }");
    await clock.advance(10 * MINUTE);
    expect(posts()).toEqual([["op-1", 10 * MINUTE, 201]]);
  });

  it("flaky: some tests fail, by draws that the trace names", async () => {
    const { clock, spi, find } = setUp("{ kind: flaky, rate: 0.4 }", ["op-1", "op-2"], {
      draw: (...what) => (what.join("/") === "dev/op-1/flaky" ? 0.399 : 0.4),
    });
    await clock.advance(2 * WALK + MINUTE);
    expect(Object.values(spi.taken).map((post) => post.test_status)).toEqual(["FAILED", "PASSED"]);
    expect(find("outcome-decided").map((event) => event.because)).toEqual([
      { behaviour: "flaky", draw: { name: "dev/op-1/flaky", value: 0.399, threshold: 0.4 } },
      { default: true },
    ]);
  });

  it("fails-from-revision: fails from that revision on, only for that snap", async () => {
    const { clock, spi } = setUp("{ kind: fails-from-revision, snap: test-snap.foo, revision: 13 }");
    spi.add("op-2", { snaps: [{ name: "test-snap.foo", revision: 13 }] });
    spi.add("op-3", { snaps: [{ name: "other.foo", revision: 99 }], primary_snap_name: "other.foo" });
    spi.add("op-4", { snaps: [], primary_snap_name: null });
    await clock.advance(5 * WALK);
    const statuses = Object.values(spi.taken).map((post) => post.test_status);
    expect(statuses).toEqual(["PASSED", "FAILED", "PASSED", "PASSED"]);
    expect(spi.taken["op-2"]!.result_payload.summary).toBe(
      "FAILED: test-snap.foo fails from revision 13 on; this is 13",
    );
  });

  it("fails-from-revision without a snap: uses the primary snap", async () => {
    const { clock, spi } = setUp("{ kind: fails-from-revision, revision: 12 }");
    spi.add("op-2", { snaps: [], primary_snap_name: null });
    await clock.advance(3 * WALK);
    expect(Object.values(spi.taken).map((post) => post.test_status)).toEqual(["FAILED", "PASSED"]);
  });

  it("provisioning-fails: ERROR, without a test", async () => {
    const { clock, spi, posts, find } = setUp("{ kind: provisioning-fails }");
    await clock.advance(WALK);
    expect(posts()).toEqual([["op-1", 2 * MINUTE, 201]]);
    expect(spi.taken["op-1"]).toMatchObject({ test_status: "ERROR" });
    expect(find("phase-started").map((event) => event.phase)).toEqual(["provision", "teardown"]);
  });

  it("vanishes-after-pick: never posts, and does not poll until it is brought back", async () => {
    const { clock, spi, lab, find } = setUp("{ kind: vanishes-after-pick }");
    await clock.advance(30 * MINUTE);
    expect(spi.calls.map((call) => call.op)).toEqual(["pick"]);
    expect(find("vanished")).toMatchObject([
      { opportunity_id: "op-1", because: { behaviour: "vanishes-after-pick" } },
    ]);
    expect(lab.devices()[0]).toMatchObject({ activity: "vanished", online: false, opportunity_id: "op-1" });
    lab.device("dev")!.pollNow();
    await clock.advance(0);
    expect(spi.calls).toHaveLength(1);
    lab.device("dev")!.bringOnline();
    await clock.advance(0);
    expect(spi.calls.map((call) => call.op)).toEqual(["pick", "pick"]);
    expect(lab.devices()[0]).toMatchObject({ activity: "idle", opportunity_id: null });
  });

  it("vanishes-after-pick with a rate: sometimes", async () => {
    const draws = { "dev/op-1/vanishes-after-pick": 0.5, "dev/op-2/vanishes-after-pick": 0.1 };
    const { clock, posts, find } = setUp("{ kind: vanishes-after-pick, rate: 0.5 }", ["op-1", "op-2"], {
      draw: (...what) => (draws as Record<string, number>)[what.join("/")] ?? 0,
    });
    await clock.advance(9 * WALK);
    expect(posts()).toEqual([["op-1", WALK, 201]]);
    expect(find("vanished")).toMatchObject([{ opportunity_id: "op-2" }]);
  });

  it("reboots-mid-test: delays the result by the reboot", async () => {
    const { clock, posts, find, lab } = setUp("{ kind: reboots-mid-test, reboot_time: 3m }");
    await clock.advance(2 * MINUTE + 1);
    expect(find("rebooted")).toMatchObject([{ opportunity_id: "op-1", ms: 3 * MINUTE }]);
    expect(lab.devices()[0]!.phase).toEqual({
      name: "test",
      started_at: find("phase-started")[1]!.at,
      ends_at: find("phase-started")[1]!.at + 5 * MINUTE * 1000,
    });
    await clock.advance(5 * MINUTE);
    expect(posts()).toEqual([["op-1", WALK + 3 * MINUTE, 201]]);
  });

  it("posts-twice: repeats the same post byte for byte", async () => {
    const { clock, spi, posts } = setUp("{ kind: posts-twice }");
    await clock.advance(WALK);
    expect(posts()).toEqual([
      ["op-1", WALK, 201],
      ["op-1", WALK, 200],
    ]);
    const [one, two] = spi.of("result");
    expect(two!.text).toBe(one!.text);
  });

  it("oversized-payload: 413, then a short ERROR result", async () => {
    const { clock, spi, find } = setUp("{ kind: oversized-payload }");
    await clock.advance(WALK);
    const [big, short] = spi.of("result");
    expect(big!.status).toBe(413);
    expect(big!.text.length).toBeGreaterThan(MAX_RESULT_BYTES);
    expect(short).toMatchObject({ status: 201, body: { test_status: "ERROR" } });
    expect(short!.text.length).toBeLessThan(1000);
    expect(find("refused")).toMatchObject([{ http_status: 413 }]);
  });

  it("oversized-payload: treats a connection that keeps breaking as a 413", async () => {
    const { clock, spi } = setUp("{ kind: oversized-payload }");
    const broken = (): never => {
      throw new TypeError("fetch failed");
    };
    spi.next("result", broken, 3);
    await clock.advance(WALK + MINUTE);
    expect(spi.of("result")).toHaveLength(4);
    expect(spi.taken["op-1"]).toMatchObject({ test_status: "ERROR" });
  });

  it("posts-to-foreign: posts to an unknown opportunity, is refused, then posts to its own", async () => {
    const { clock, posts, find } = setUp("{ kind: posts-to-foreign }");
    await clock.advance(WALK);
    const foreign = find("refused")[0]!.opportunity_id;
    expect(foreign).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(posts()).toEqual([
      [foreign, WALK, 404],
      ["op-1", WALK, 201],
    ]);
  });

  it("posts-to-foreign: posts to an opportunity of another device of the lab", async () => {
    const confused = plain("behaviours: [{ kind: posts-to-foreign }]");
    const other = { ...plain(), agent: { ...confused.agent, id: "other" } };
    const { clock, spi, lab } = testLab([confused, other]);
    spi.add("op-1");
    spi.add("op-2");
    lab.start();
    await clock.advance(WALK);
    const calls = spi.of("result").filter((call) => call.body.agent_id === "dev");
    expect(calls.map(({ id, status }) => [id, status])).toEqual([
      ["op-2", 409],
      ["op-1", 201],
    ]);
  });

  it("offline: neither polls nor posts in its windows", async () => {
    const window = "{ after: 3m, for: 2m, every: 10m }";
    const { clock, spi, lab, posts, find } = setUp(`{ kind: offline, windows: [${window}] }`);
    await clock.advance(4.5 * MINUTE);
    expect(lab.devices()[0]).toMatchObject({ activity: "offline", online: false });
    expect(posts()).toEqual([]);
    await clock.advance(15 * MINUTE);
    expect(posts()).toEqual([["op-1", 5 * MINUTE, 201]]);
    const polled = spi.of("pick").map((call) => call.at);
    expect(polled.filter((at) => at >= 13 * MINUTE && at < 15 * MINUTE)).toEqual([]);
    expect(polled).toContain(15 * MINUTE);
    expect(find("offline")).toHaveLength(2);
    expect(find("online")).toHaveLength(2);
  });

  it("can be combined", async () => {
    const { clock, posts } = setUp(
      "{ kind: slow, factor: 2 }, { kind: flaky, rate: 1 }, { kind: posts-twice }",
    );
    await clock.advance(9 * MINUTE);
    expect(posts()).toEqual([
      ["op-1", 8 * MINUTE, 201],
      ["op-1", 8 * MINUTE, 200],
    ]);
  });

  it("an agent without platform and group sends neither", async () => {
    const { clock, spi, lab } = testLab([
      { ...plain(), platform: null, agent: { ...plain().agent, group: null } },
    ]);
    lab.start();
    await clock.advance(0);
    expect(spi.of("pick")[0]!.body).toEqual({ platform: null, agent_group: null, agent_revno: "197" });
  });
});
