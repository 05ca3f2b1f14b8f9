import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { wallTime, yieldToLoop } from "../clock/clock.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { BASE, labServer, type LabServer, START } from "./testing/lab-server.js";

/** A seed whose feed publishes from its first second on. */
const fed = (feed: object): string =>
  JSON.stringify({
    accounts: [
      {
        email: "one@example.com",
        password: "x",
        products: [{ name: "p", release: "r", snaps: ["s"], test_specs: [{ name: "t" }] }],
      },
    ],
    feed: [
      { product: "p", snap: { name: "s", channel: "edge", revisions: { start: 1 } }, at: "1s", ...feed },
    ],
  });

const publishing = (server: LabServer, ms: number) =>
  server.control("POST", "/_emulator/clock/advance", { by_ms: ms });

/** Everything can be read, also after the state was opened again. */
async function expectToLast(server: LabServer, folder: string): Promise<void> {
  const read = async ({ control, send }: LabServer): Promise<unknown[]> => {
    const { body } = await send("GET", "/products");
    const events = `/products/${body.products[0].id as string}/tests/events`;
    const answers = [await send("GET", events), await control("GET", "/_emulator/opportunities")];
    expect((await control("GET", "/_emulator/feed")).status).toBe(200);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    return answers.map((answer) => answer.body as unknown);
  };
  const before = await read(server);
  await server.close();
  const again = await labServer({ folder, lab: false });
  expect(await read(again)).toEqual(before);
  await again.close();
}

it.each([
  [
    "a revision",
    {
      snap: { name: "s", channel: "edge", revisions: { start: 1, step: Number.MAX_SAFE_INTEGER } },
      every: "1s",
    },
  ],
  ["a time", { every: "99999999999999d" }],
])("a feed ends before %s that a record cannot hold", async (_, feed) => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false, seed: fed(feed) });
  await publishing(server, 10_000);
  expect((await server.control("GET", "/_emulator/opportunities")).body.total).toBe(1);
  await expectToLast(server, folder);
});

it("the times of a feed are whole microseconds", async () => {
  const folder = temporaryFolder();
  const clock = { mode: "manual", start: 0 } as const;
  const server = await labServer({ folder, lab: false, clock, seed: fed({ at: "0s", every: "0.0011s" }) });
  await publishing(server, 10);
  expect((await server.control("GET", "/_emulator/opportunities")).body.total).toBe(10);
  await expectToLast(server, folder);
});

it("a walk goes on after the last of its events, also where a snapshot's is in the future", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  const { id } = (await server.send("GET", "/products")).body.products[0];
  await server.send("POST", `/products/${id as string}/images`, {
    image_unique_id: "i",
    image_reference: null,
  });
  await server.control("POST", "/_emulator/snapshots", { name: "a" });
  const document = (await server.control("GET", "/_emulator/snapshots/a")).body;
  document.tables.walks[0].times = [START + 3_600_000_000];
  document.checksum = createHash("sha256").update(JSON.stringify(document.tables)).digest("hex");
  expect((await server.control("POST", "/_emulator/snapshot-imports", document)).status).toBe(200);
  const picked = await server.send("POST", "/agents/dev/pick", { platform: "amd64" });
  const result = { agent_id: "dev", test_status: "PASSED", result_payload: {} };
  const results = `/test-opportunities/${picked.body.test_opportunity_id as string}/results`;
  expect((await server.send("POST", results, result)).status).toBe(201);
  await publishing(server, 100);
  const [walk] = [...server.sandbox.state.tables.walks.values()];
  expect(walk!.times).toEqual(Array.from({ length: 4 }, () => START + 3_600_000_000));
  await expectToLast(server, folder);
});

it("dates filter rightly where a snapshot's records are in another order, or ahead of the clock", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  const { id } = (await server.send("GET", "/products")).body.products[0];
  for (const image of ["1", "2", "3"]) {
    await publishing(server, 1000);
    const body = { image_unique_id: image, image_reference: null };
    await server.send("POST", `/products/${id as string}/images`, body);
  }
  await server.control("POST", "/_emulator/snapshots", { name: "a" });
  const document = (await server.control("GET", "/_emulator/snapshots/a")).body;
  document.tables.opportunities.reverse();
  // The first one that an agent gets.
  document.tables.walks[0].times = [START + 3_600_000_000];
  document.checksum = createHash("sha256").update(JSON.stringify(document.tables)).digest("hex");
  expect((await server.control("POST", "/_emulator/snapshot-imports", document)).status).toBe(200);
  for (let count = 0; count < 2; count++) {
    const picked = await server.send("POST", "/agents/dev/pick", { platform: "amd64" });
    const result = { agent_id: "dev", test_status: "PASSED", result_payload: {} };
    const post = `/test-opportunities/${picked.body.test_opportunity_id as string}/results`;
    expect((await server.send("POST", post, result)).status).toBe(201);
    await publishing(server, 1000);
  }
  const seen = async (path: string): Promise<string[]> => {
    const { body } = await server.send("GET", `/products/${id as string}/tests/${path}`);
    return (Object.values(body)[0] as { image_unique_id: string }[]).map((one) => one.image_unique_id);
  };
  const [second, minute] = ["2016-01-04T16:58:31", "2016-01-04T16:59:30"];
  expect(await seen("events")).toEqual(["1", "2", "3"]);
  expect(await seen(`events?end_date=${second}`)).toEqual(["1", "2"]);
  expect(await seen(`results?end_date=${minute}`)).toEqual(["2"]);
  expect(await seen(`results?start_date=${minute}`)).toEqual(["1"]);
  await server.close();
});

/** The time of the clock after the next start. */
async function nextStart(folder: string): Promise<unknown> {
  const again = await labServer({ folder, lab: false });
  const { now } = (await again.control("GET", "/_emulator/clock")).body;
  await again.close();
  return now;
}

it("a clock that was advanced is not behind after the next start", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  const { now } = (await publishing(server, 90_000)).body;
  await server.close();
  expect(await nextStart(folder)).toBe(now);
});

it("nor after an advance that was broken off because its client left", async () => {
  const folder = temporaryFolder();
  const leaves = new AbortController();
  let polls = 0;
  const disturb = (): Promise<void> => {
    if (++polls === 10) leaves.abort();
    return Promise.resolve();
  };
  const server = await labServer({ folder, disturb });
  const asked = new Request(`${BASE}/_emulator/clock/advance`, {
    ...{ method: "POST", headers: { "content-type": "application/json" }, signal: leaves.signal },
    body: JSON.stringify({ by_ms: 3_600_000 }),
  });
  await Promise.resolve(server.controlFetch(asked, {})).catch(() => undefined);
  const { now } = (await server.control("GET", "/_emulator/clock")).body;
  expect([leaves.signal.aborted, now > "2016-01-04T16:58:29"]).toEqual([true, true]);
  await server.close();
  expect(await nextStart(folder)).toBe(now);
});

it("sandboxes are listed oldest first, the default one before all, also after the next start", async () => {
  const folder = temporaryFolder();
  const server = await labServer({ folder, lab: false });
  const names = ["second", "a-third", "zz", "b"];
  for (const name of names) {
    const before = wallTime();
    while (wallTime() === before) await yieldToLoop();
    expect((await server.control("POST", "/_emulator/sandboxes", { name, seed: "empty" })).status).toBe(201);
  }
  await server.close();
  const again = await labServer({ folder, lab: false });
  const { sandboxes } = (await again.control("GET", "/_emulator/sandboxes")).body;
  expect(sandboxes.map(({ name }: { name: string }) => name)).toEqual(["default", ...names]);
  await again.close();
});
