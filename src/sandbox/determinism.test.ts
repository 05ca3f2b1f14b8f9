import { describe, expect, it } from "vitest";
import { parseProfile } from "../../devices/load-profiles.js";
import { yieldToLoop } from "../clock/clock.js";
import { TABLE_NAMES } from "../domain/records.js";
import { type LabServer, labServer } from "./testing/lab-server.js";

const SNAPS = 5;
const REVISIONS = 40;

const SEED = `
accounts:
  - email: one@example.com
    password: correct horse
    products:
      - name: test-product.foo
        release: 15.04-core
        snaps: [${Array.from({ length: SNAPS }, (_, n) => `snap-${n}.foo`).join(", ")}]
        created: 1d
        test_specs:
          - { name: smoke-amd64, platform: amd64 }
          - { name: smoke-pi2, platform: pi2 }
          - { name: smoke-bbb, platform: bbb }
          - { name: anywhere }
          - { name: again-amd64, platform: amd64 }
  - { email: two@example.com, password: battery staple }
`;

/** 50 devices, healthy and not. */
const PROFILES = [
  ["amd64", 12, "[]"],
  ["amd64", 6, "[{ kind: flaky, rate: 0.3 }, { kind: posts-twice }]"],
  ["amd64", 4, "[{ kind: slow, factor: 3 }, { kind: reboots-mid-test, reboot_time: 20s }]"],
  ["pi2", 8, "[{ kind: offline, windows: [{ after: 5m, for: 10m, every: 30m }] }]"],
  ["pi2", 6, "[{ kind: provisioning-fails, rate: 0.2 }, { kind: posts-to-foreign }]"],
  ["bbb", 7, "[{ kind: fails-from-revision, revision: 20 }]"],
  ["bbb", 5, "[{ kind: vanishes-after-pick, rate: 0.02 }]"],
  [null, 2, "[{ kind: flaky, rate: 0.5 }]"],
].map(([platform, count, behaviours], n) =>
  parseProfile(
    `
name: profile ${n}
platform: ${platform}
agent: { id: dev-${n}, group: lab, revision: "197" }
count: ${count}
poll_interval: 15s
phases: { provision: { min: 30s, max: 90s }, test: { mean: 100s, deviation: 20s }, teardown: 10s }
behaviours: ${behaviours}
`,
    `${n}.yaml`,
  ),
);

/** Yields to the event loop a random number of times, as on a busy machine. */
async function disturb(): Promise<void> {
  for (let turns = Math.floor(Math.random() * 4); turns > 0; turns--) {
    if (Math.random() < 0.5) await yieldToLoop();
    else await Promise.resolve();
  }
}

/** Makes the same calls at the same times, and returns everything visible. */
async function story(): Promise<{ api: string; tables: string; finished: number; product: string }> {
  const server = await labServer({ seed: SEED, profiles: PROFILES, disturb });
  const product = (await server.send("GET", "/products")).body.products[0].id as string;
  const path = `/products/${product}`;
  for (let revision = 1; revision <= REVISIONS; revision++) {
    for (let snap = 0; snap < SNAPS; snap++) {
      await server.send("POST", `${path}/snaps`, { name: `snap-${snap}.foo`, revision, channel: "edge" });
    }
    await server.clock.advance(revision * 977);
    if (revision === 10) await server.control("POST", "/_emulator/lab/devices/dev-0-03/offline");
    if (revision === 20) await server.control("POST", "/_emulator/lab/devices/dev-0-03/online");
    if (revision === 30) {
      await server.control("POST", "/_emulator/lab/devices/dev-5-01/override", { status: "ERROR" });
    }
  }
  await server.clock.advanceUntilIdle({ limitMs: 12 * 3_600_000 });
  const events = await server.send("GET", `${path}/tests/events`);
  const results = await server.send("GET", `${path}/tests/results`);
  const api = JSON.stringify([events.body, results.body], null, 1);
  const told = {
    api,
    tables: tablesOf(server),
    finished: results.body.test_results.length as number,
    product,
  };
  await server.close();
  return told;
}

/** All records except secrets, which are random each time, and wall times. */
function tablesOf({ sandbox }: LabServer): string {
  const { tables } = sandbox.state;
  return TABLE_NAMES.map((name) =>
    JSON.stringify([...tables[name].values()], (key, value: unknown) =>
      /^(consumer_key|consumer_secret|token_secret)$/.test(key) ||
      (name === "tokens" && key === "id") ||
      (key === "created_at" && name === "meta")
        ? "secret"
        : value,
    ),
  ).join("\n");
}

describe("a busy lab on a manual clock", () => {
  it("gives the same ids, times, events and results byte for byte, on a quiet and on a busy machine", async () => {
    expect(PROFILES.reduce((sum, { count }) => sum + count, 0)).toBe(50);
    const [one, other] = [await story(), await story()];
    expect(one.finished).toBeGreaterThan(900);
    expect(other.api === one.api).toBe(true);
    expect(other.tables === one.tables).toBe(true);
  });
});
