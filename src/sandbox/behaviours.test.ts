import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadProfileFiles } from "../../devices/load-profiles.js";
import { realKitHost } from "../../devices/testing/kit-host.js";
import { BASE, testServer } from "../http/testing/test-server.js";
import { silentLog } from "../log.js";
import { packageFile } from "../package-files.js";
import type { components } from "../spec/types.gen.js";
import { createSandboxLab } from "./lab.js";

type EventLog = components["schemas"]["EventLog"];
type TestResult = components["schemas"]["TestResult"];

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FOLDER = packageFile("devices", "profiles", "behaviours");
const STORED = ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"];

/** A lab of shipped profiles with the real API: the client's view, and the activities of the devices. */
async function labOf(...names: string[]) {
  const server = await testServer();
  const { clock, sandbox, send, labFetch } = server;
  const profiles = loadProfileFiles(names.map((name) => join(FOLDER, `${name}.yaml`)));
  const options = { profiles, url: BASE, fetch: labFetch, kitHost: realKitHost(), log: silentLog };
  const lab = createSandboxLab(sandbox, options);
  const activities: Record<string, unknown>[] = [];
  sandbox.bus.watch(({ type, data }) => {
    if (type === "device") activities.push(data as never);
  });
  const { body: product } = await send("POST", "/products", {
    ...{ name: "test-product.foo", release: "15.04-core", snaps: ["test-snap.foo", "base.foo"] },
  });
  const path = `/products/${(product as { id: string }).id}`;
  const spec = (name: string, platform: string | null) =>
    send("POST", `${path}/test-specs`, { name, platform, test_payload: { test_cmds: ["true"] } });
  return {
    clock,
    lab,
    spec,
    did: (kind: string) => activities.filter((activity) => activity["kind"] === kind),
    /** Ids of the opportunities that this call made. */
    advertise: async (revision: number, channel = "edge"): Promise<string[]> => {
      const body = { name: "test-snap.foo", revision, channel };
      const { body: made } = await send("POST", `${path}/snaps`, body);
      return (made as components["schemas"]["AdvertisedIds"]).ids.map((one) => one.test_opportunity_id);
    },
    goldMaster: async (): Promise<void> => {
      const snaps = [{ name: "test-snap.foo", revision: 11 }];
      await send("POST", `${path}/gold-masters`, { snaps, channel: "stable" });
    },
    logs: async () => (await send("GET", `${path}/tests/events`)).body.event_logs as EventLog[],
    results: async () => (await send("GET", `${path}/tests/results`)).body.test_results as TestResult[],
  };
}

const typesOf = (log: EventLog): string[] => log.events.map((event) => event.event_type);

/** Milliseconds between two events of a walk. */
function between(log: EventLog, from: string, to: string): number {
  const at = (type: string): number =>
    Date.parse(log.events.find((event) => event.event_type === type)!.timestamp.slice(0, 23));
  return at(to) - at(from);
}

/** The walk of one opportunity on a lab of one profile, `ms` later. */
async function oneWalk(name: string, ms: number, revision = 11) {
  const set = await labOf(name);
  await set.spec("smoke", name === "anonymous" ? null : "amd64");
  const [id] = await set.advertise(revision);
  set.lab.start();
  await set.clock.advance(ms);
  await set.lab.stop();
  const [log] = await set.logs();
  return { ...set, id: id!, log: log!, result: (await set.results())[0] };
}

type Walk = Awaited<ReturnType<typeof oneWalk>>;

/** What a client sees of one walk, by shipped profile. */
const WALKS: Record<string, (name: string) => Promise<void>> = {
  "../amd64-nuc": async (name) => {
    const { log, result } = await oneWalk(name, 10 * MINUTE);
    expect(typesOf(log)).toEqual(STORED);
    const agent = { agent_id: "amd64-nuc", platform: "amd64", agent_group: "lab" };
    expect(log.events[1]).toMatchObject(agent);
    expect(log.events[2]).toMatchObject({ ...agent, test_status: "PASSED", result_id: result!.id });
    const took = between(log, "PICKED_BY_AGENT", "RESULT_POSTED");
    expect([took > 115_000, took < 190_000]).toEqual([true, true]);
    expect(between(log, "RESULT_POSTED", "RESULT_STORED")).toBe(30);
    expect(result).toMatchObject({
      ...{ test_status: "PASSED", "agent-id": "amd64-nuc", agent_revno: "197", platform: "amd64" },
      result_payload: {
        snap: "test-snap.foo",
        revision: 11,
        channel: "edge",
        spec: "smoke",
        results: ["true"],
      },
      agent: { timing: { provision_start: expect.any(String), teardown_end: expect.any(String) } },
    });
  },

  slow: async (name) => {
    const { log, result } = await oneWalk(name, HOUR);
    expect(between(log, "PICKED_BY_AGENT", "RESULT_POSTED")).toBeGreaterThan(5 * 115_000);
    expect(result).toMatchObject({ test_status: "PASSED" });
  },

  flaky: async (name) => {
    const statuses = async (): Promise<string[]> => {
      const { clock, lab, spec, advertise, results } = await labOf(name);
      await spec("smoke", "amd64");
      for (let revision = 1; revision <= 40; revision++) await advertise(revision);
      lab.start();
      await clock.advance(4 * HOUR);
      await lab.stop();
      return (await results()).map((result) => result.test_status);
    };
    const [first, again] = [await statuses(), await statuses()];
    expect(first).toHaveLength(40);
    const failed = first.filter((status) => status === "FAILED").length;
    expect([failed > 5, failed < 20, first.includes("ERROR")]).toEqual([true, true, false]);
    expect(again).toEqual(first);
  },

  "fails-from-revision": async (name) => {
    const statuses = [];
    for (const revision of [11, 12, 13]) {
      const { result } = await oneWalk(name, HOUR, revision);
      statuses.push([revision, result!.test_status, result!.result_payload["summary"]]);
    }
    const why = "test-snap.foo fails from revision 12 on; this is";
    expect(statuses).toEqual([
      [11, "PASSED", "PASSED: all tests passed"],
      [12, "FAILED", `FAILED: ${why} 12`],
      [13, "FAILED", `FAILED: ${why} 13`],
    ]);
  },

  "provisioning-fails": async (name) => {
    const { log, result } = await oneWalk(name, HOUR);
    expect(typesOf(log)).toEqual(STORED);
    expect(result).toMatchObject({ test_status: "ERROR" });
    const { timing } = result!.agent as { timing: Record<string, string> };
    expect([timing["provision_end"], timing["test_start"]]).toEqual([expect.any(String), undefined]);
  },

  "vanishes-after-pick": async (name) => {
    const set: Walk = await oneWalk(name, HOUR);
    expect(typesOf(set.log)).toEqual(["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT"]);
    await set.advertise(12);
    await set.clock.advance(24 * HOUR);
    const logs = await set.logs();
    expect(logs.map((log) => typesOf(log).at(-1))).toEqual(["PICKED_BY_AGENT", "QUEUED_FOR_AGENTS"]);
    expect(set.result).toBeUndefined();
  },

  "reboots-mid-test": async (name) => {
    const { log, result, did } = await oneWalk(name, HOUR);
    expect(between(log, "PICKED_BY_AGENT", "RESULT_POSTED")).toBeGreaterThan(3 * MINUTE + 115_000);
    expect(typesOf(log)).toEqual(STORED);
    expect(result).toMatchObject({ test_status: "PASSED" });
    expect(did("rebooted")).toHaveLength(1);
  },

  "posts-twice": async (name) => {
    const { log, results, did } = await oneWalk(name, HOUR);
    expect(did("posted").map((post) => post["http_status"])).toEqual([201, 200]);
    expect(typesOf(log)).toEqual(STORED);
    await expect(results()).resolves.toHaveLength(1);
  },

  "oversized-payload": async (name) => {
    const { log, result, did } = await oneWalk(name, HOUR);
    expect(did("refused")).toMatchObject([{ http_status: 413, then: "posts a short ERROR result instead" }]);
    expect(typesOf(log)).toEqual(STORED);
    expect(result).toMatchObject({
      test_status: "ERROR",
      result_payload: { error: expect.stringMatching(/^a PASSED result of 16\d+ bytes was refused: 413/) },
    });
  },

  "posts-to-foreign": async (name) => {
    const alone = await oneWalk(name, HOUR);
    expect(alone.did("refused")).toMatchObject([{ http_status: 404 }]);
    expect(alone.result).toMatchObject({ test_opportunity_id: alone.id, test_status: "PASSED" });

    const { clock, lab, spec, advertise, did, logs, results } = await labOf(name, "slow");
    await spec("one", "amd64");
    await spec("two", "amd64");
    await advertise(11);
    lab.start();
    await clock.advance(HOUR);
    await lab.stop();
    expect(did("refused")).toMatchObject([{ agent_id: "confused-board", http_status: 409 }]);
    expect((await logs()).map(typesOf)).toEqual([STORED, STORED]);
    const agents = (await results()).map((result) => result["agent-id"]);
    expect(agents.sort()).toEqual(["confused-board", "slow-board"]);
  },

  offline: async (name) => {
    const { clock, lab, spec, advertise, logs } = await labOf(name);
    await spec("smoke", "amd64");
    lab.start();
    // Offline from 5 to 7 minutes after the start, repeated every 10 minutes.
    await clock.advance(4.5 * MINUTE);
    await advertise(11);
    await clock.advance(0.4 * MINUTE);
    const [picked] = await logs();
    expect(typesOf(picked!)).toEqual(["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT"]);
    await clock.advance(10.3 * MINUTE);
    await advertise(12);
    await clock.advance(HOUR);
    await lab.stop();
    const [first, second] = await logs();
    const late = 7 * MINUTE - 4.5 * MINUTE;
    expect(between(first!, "QUEUED_FOR_AGENTS", "RESULT_POSTED")).toBeGreaterThanOrEqual(late);
    const waited = between(second!, "QUEUED_FOR_AGENTS", "PICKED_BY_AGENT");
    expect([waited >= 1.7 * MINUTE, waited < 2.2 * MINUTE]).toEqual([true, true]);
  },

  anonymous: async (name) => {
    const { log, result, id, spec, advertise, clock, logs } = await oneWalk(name, HOUR);
    const nobody = { agent_id: "anonymous-agent", platform: null, agent_group: null };
    expect(log.events[1]).toMatchObject({ event_type: "PICKED_BY_AGENT", ...nobody });
    expect(log.events[2]).toMatchObject({ event_type: "RESULT_POSTED", ...nobody });
    expect(result).toMatchObject({ test_opportunity_id: id, platform: null, agent_revno: "197" });
    await spec("amd64 only", "amd64");
    await advertise(12);
    await clock.advance(HOUR);
    expect((await logs()).map((entry) => typesOf(entry).length)).toEqual([4, 1, 1]);
  },

  "outcome-rules": async (name) => {
    const { clock, lab, spec, advertise, goldMaster, results } = await labOf(name);
    await spec("smoke", "amd64");
    await advertise(11);
    await advertise(12);
    await advertise(12, "beta");
    for (let n = 0; n < 30; n++) await goldMaster();
    lab.start();
    await clock.advance(4 * HOUR);
    await lab.stop();
    const all = await results();
    const snaps = all.filter((result) => result.update_channel !== null);
    expect(snaps.map((result) => [result.update_channel, result.test_status])).toEqual([
      ["edge", "PASSED"],
      ["edge", "FAILED"],
      ["beta", "PASSED"],
    ]);
    const errors = all.filter((result) => result.test_status === "ERROR");
    expect([errors.length > 0, errors.length < 10]).toEqual([true, true]);
    expect(errors.every((result) => result.update_channel === null)).toBe(true);
  },

  "shelf-of-boards": async (name) => {
    const { clock, lab, spec, advertise, logs, did } = await labOf(name);
    await spec("smoke", "amd64");
    for (let revision = 1; revision <= 24; revision++) await advertise(revision);
    lab.start();
    await clock.advance(HOUR);
    await lab.stop();
    const all = await logs();
    expect(all.map(typesOf)).toEqual(Array.from({ length: 24 }, () => STORED));
    const agents = all.flatMap(({ events }) => ("agent_id" in events[1]! ? [events[1].agent_id] : []));
    expect(new Set(agents).size).toBe(12);
    expect(did("rebooted")).toHaveLength(24);
  },
};

describe("a client of the API with the shipped devices", () => {
  it.each(Object.entries(WALKS))("sees what %s says", (name, check) => check(name));

  it("covers all shipped profiles", () => {
    const shipped = readdirSync(FOLDER).map((file) => file.replace(".yaml", ""));
    expect(Object.keys(WALKS).sort()).toEqual(["../amd64-nuc", ...shipped].sort());
  });
});
