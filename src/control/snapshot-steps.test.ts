import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import type { SnapshotDocument } from "../sandbox/snapshot.js";
import { type LabServer, labServer } from "../sandbox/testing/lab-server.js";

/** Each advertisement makes two opportunities in one commit. */
const SEED = `
accounts:
  - email: one@example.com
    password: correct horse
    products:
      - name: test-product.foo
        release: 15.04-core
        snaps: [test-snap.foo]
        test_specs: [{ name: smoke, platform: amd64 }, { name: stress, platform: amd64 }]
`;
/** Results of this size make a snapshot of several pieces, which is read in several steps. */
const LONG = "x".repeat(300_000);
const WALKS = 6;

let server: LabServer;
let product: string;
let revision = 0;

beforeEach(async () => {
  server = await labServer({ seed: SEED, lab: false });
  product = (await server.send("GET", "/products")).body.products[0].id;
  for (let n = 0; n < WALKS; n++) await walk(LONG);
});
afterEach(() => server.close());

async function walk(log: string): Promise<void> {
  await advertise();
  const picked = await server.send("POST", "/agents/dev/pick", { platform: "amd64" });
  const result = { agent_id: "dev", test_status: "PASSED", result_payload: { log } };
  const path = `/test-opportunities/${picked.body.test_opportunity_id}/results`;
  expect(await server.send("POST", path, result)).toMatchObject({ status: 201 });
}

async function advertise(): Promise<void> {
  const snap = { name: "test-snap.foo", revision: ++revision, channel: "edge" };
  expect(await server.send("POST", `/products/${product}/snaps`, snap)).toMatchObject({ status: 201 });
}

const save = (name: string) => server.control("POST", "/_emulator/snapshots", { name });
const load = (name: string) => server.control("POST", `/_emulator/snapshots/${name}/load`);
const documentOf = async (name: string): Promise<SnapshotDocument> =>
  (await server.control("GET", `/_emulator/snapshots/${name}`)).body;
const opportunities = async (): Promise<number> =>
  (await server.send("GET", `/products/${product}/tests/events`)).body.event_logs.length;

/** Does `work` again and again until `other` has ended. */
async function meanwhile<T>(other: Promise<T>, work: () => Promise<void>): Promise<T> {
  let ended = false as boolean;
  const result = other.finally(() => (ended = true));
  while (!ended) {
    await work();
    // Requests in process never leave the turn by themselves.
    await yieldToLoop();
  }
  return result;
}

it("requests are served during a save, and what they write is in it as a whole or not at all", async () => {
  let during = 0;
  const saved = await meanwhile(save("one"), async () => {
    await walk("short");
    during += 1;
  });
  expect(saved.status).toBe(201);
  expect(during).toBeGreaterThan(2);
  const { tables } = await documentOf("one");
  expect(tables.opportunities).toHaveLength(2 * tables.advertisements.length);
  expect(tables.walks.map(({ id }) => id)).toEqual(tables.opportunities.map(({ id }) => id));
  expect(tables.results.map(({ id }) => id)).toEqual(
    tables.walks.flatMap(({ result_id }) => result_id ?? []),
  );
  expect(tables.results.length).toBeLessThan(WALKS + during);
  expect((await load("one")).status).toBe(200);
  expect(await opportunities()).toBe(tables.opportunities.length);
});

it("saves of one name that meet: one is made, the others get 409", async () => {
  const statuses = (await Promise.all([save("one"), save("one"), save("one")])).map(({ status }) => status);
  expect(statuses.sort()).toEqual([201, 409, 409]);
  expect((await server.control("GET", "/_emulator/snapshots")).body.snapshots).toHaveLength(1);
});

it("requests are served during a load, and see the state before it or after it", async () => {
  await save("one");
  await advertise();
  const seen: number[] = [];
  const loaded = await meanwhile(load("one"), async () => void seen.push(await opportunities()));
  expect(loaded.status).toBe(200);
  expect(seen.length).toBeGreaterThan(2);
  expect(seen[0]).toBe(2 * WALKS + 2);
  expect(seen.filter((count) => count !== 2 * WALKS + 2 && count !== 2 * WALKS)).toEqual([]);
  expect(seen).toEqual([...seen].sort((a, b) => b - a));
  expect(await opportunities()).toBe(2 * WALKS);
  await advertise();
  expect(await opportunities()).toBe(2 * WALKS + 2);
});

it("a snapshot whose last record is wrong changes nothing", async () => {
  await save("one");
  await advertise();
  const document = await documentOf("one");
  document.tables.results.at(-1)!.agent_id = 7 as never;
  document.checksum = createHash("sha256").update(JSON.stringify(document.tables)).digest("hex");
  const refused = await server.control("POST", "/_emulator/snapshot-imports", document);
  expect([refused.status, refused.body.message]).toEqual([
    400,
    expect.stringMatching(/^the snapshot is damaged: table results, record .*: agent_id: got 7/),
  ]);
  expect(await opportunities()).toBe(2 * WALKS + 2);
});
