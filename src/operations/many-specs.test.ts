import { statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import { PackedTable } from "../domain/packed/packed-table.js";
import { MOST_MADE } from "../domain/trigger.js";
import { testServer, type TestServer } from "../http/testing/test-server.js";
import { atFileEnd } from "../testing/file-end.js";
import { startEmulator } from "../index.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { LONG } from "./long-list.js";

const specs = Array.from({ length: MOST_MADE }, (_, n) => ({ name: `s${n}`, image_name: "image" }));
const product = { name: "p.foo", release: "15.04-core", snaps: ["s.foo"], test_specs: specs };
const account = { email: "one@example.com", password: "p", organizations: ["docs-org"], products: [product] };
const SNAP = { name: "s.foo", revision: 1 };
const IMAGE = { image_unique_id: "u", image_reference: null };

let server: TestServer;
let path: string;
beforeAll(async () => {
  server = await testServer({ seed: JSON.stringify({ accounts: [account] }) });
  const { products } = (await server.send("GET", "/products")).body;
  path = `/products/${products[0].id as string}`;
});

const WAYS: [string, () => string, object][] = [
  ["image", () => `${path}/images`, IMAGE],
  ["snap revision", () => `${path}/snaps`, { ...SNAP, channel: "edge" }],
  ["gold master", () => `${path}/gold-masters`, { snaps: [SNAP], channel: "stable" }],
  ["image, in the legacy API,", () => "/orgs/docs-org/images", { ...IMAGE, image_name: "image" }],
  ["snap revision, in the legacy API,", () => "/orgs/docs-org/snap-revisions", SNAP],
];

it.each(WAYS)(
  "an advertisement (%s) makes a bounded number of opportunities, or none",
  async (_, to, body) => {
    const before = server.sandbox.state.tables.opportunities.size;
    const made = await server.send("POST", to(), body);
    expect([made.status, made.body.ids.length]).toEqual([201, MOST_MADE]);
    const one = (await server.send("POST", `${path}/test-specs`, { name: "one more", image_name: "image" }))
      .body;
    expect(await server.send("POST", to(), body)).toMatchObject({
      status: 400,
      body: {
        id: "invalid-data",
        message: expect.stringMatching(/would make 5001 Test Opportunities.*at most 5000/),
      },
    });
    expect(server.sandbox.state.tables.opportunities.size).toBe(before + MOST_MADE);
    expect(await server.send("DELETE", `${path}/test-specs/${one.id as string}`)).toMatchObject({
      status: 204,
    });
  },
);

const TEXT = "x".repeat(4000);
const LONG_WAYS: [string, () => string, object][] = [
  ["an image's reference", () => `${path}/images`, { ...IMAGE, image_reference: TEXT }],
  ["extra snaps", () => `${path}/images`, { ...IMAGE, extra_snaps: [TEXT] }],
  [
    "a gold master's snaps",
    () => `${path}/gold-masters`,
    {
      snaps: Array.from({ length: 100 }, (_, n) => ({ name: `snap-number-${n}`, revision: n })),
      channel: "stable",
    },
  ],
  [
    "an image's reference, in the legacy API,",
    () => "/orgs/docs-org/images",
    { ...IMAGE, image_name: "image", image_reference: TEXT },
  ],
];

it.each(LONG_WAYS)(
  "%s that many opportunities would repeat is refused, and nothing is made",
  async (_, to, body) => {
    const before = server.sandbox.state.tables.opportunities.size;
    expect(await server.send("POST", to(), body)).toMatchObject({
      status: 400,
      body: {
        id: "invalid-data",
        message: expect.stringMatching(/would make 5000 .* repeat \d+ characters.*nothing was done/),
      },
    });
    expect(server.sandbox.state.tables.opportunities.size).toBe(before);
  },
);

it("the answer comes in pieces, and is whole", async () => {
  const emulator = await startEmulator({ seed: { accounts: [account] }, lab: false });
  atFileEnd(() => emulator.close());
  const { products } = (await (await emulator.fetch("/products")).json()) as { products: { id: string }[] };
  const answer = await emulator.fetch(`/products/${products[0]!.id}/snaps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...SNAP, channel: "edge" }),
  });
  expect(answer.headers.get("content-length")).toBeNull();
  const { ids } = (await answer.json()) as { ids: { test_opportunity_id: string }[] };
  expect(new Set(ids.map((one) => one.test_opportunity_id)).size).toBe(MOST_MADE);
  expect(MOST_MADE).toBeGreaterThan(LONG);
});

it.each(["events", "results"])(
  "a filter by image makes no records of what the dates leave out (%s)",
  async (list) => {
    const image = { image_unique_id: "many", image_reference: null };
    expect(await server.send("POST", `${path}/images`, image)).toMatchObject({ status: 201 });
    const made = vi.spyOn(PackedTable.prototype, "at");
    const get = vi.spyOn(PackedTable.prototype, "get");
    const { body } = await server.send(
      "GET",
      `${path}/tests/${list}?image_unique_id=many&start_date=2100-01-01`,
    );
    const records = made.mock.calls.length + get.mock.calls.length;
    vi.restoreAllMocks();
    expect(Object.values(body as object)).toEqual([[]]);
    expect(records).toBeLessThan(MOST_MADE / 10);
  },
);

it("the deletion of a product makes no record of what it removes, and takes few bytes of the state file", async () => {
  const dataDir = temporaryFolder();
  const emulator = await startEmulator({ seed: { accounts: [account] }, lab: false, dataDir });
  atFileEnd(() => emulator.close());
  const { products } = (await (await emulator.fetch("/products")).json()) as { products: { id: string }[] };
  const own = `/products/${products[0]!.id}`;
  const made = await emulator.fetch(`${own}/images`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(IMAGE),
  });
  await made.text();
  const bytes = (): number => statSync(join(dataDir, "default.jsonl")).size;
  const before = bytes();
  const records = [vi.spyOn(PackedTable.prototype, "at"), vi.spyOn(PackedTable.prototype, "get")];
  const { status } = await emulator.fetch(own, { method: "DELETE" });
  const count = records.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  vi.restoreAllMocks();
  expect(status).toBe(204);
  expect(count).toBeLessThan(MOST_MADE / 10);
  // An opportunity, its walk and its Test Spec.
  expect(bytes() - before).toBeLessThan(MOST_MADE * 3 * 40);
});
