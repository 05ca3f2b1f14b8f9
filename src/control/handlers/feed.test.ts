import { afterEach, describe, expect, it, vi } from "vitest";
import { MAX_OVERDUE } from "../../domain/feed.js";
import { DocumentError } from "../../documents/document-error.js";
import { parseSeed } from "../../sandbox/seed.js";
import { type LabServer, labServer, SEED, START } from "../../sandbox/testing/lab-server.js";
import { temporaryFolder } from "../../testing/temporary-folder.js";

let server: LabServer;
let product: string;

async function begin(feed: string, options: Parameters<typeof labServer>[0] = {}): Promise<void> {
  server = await labServer({ lab: false, seed: `${SEED}feed: [${feed}]\n`, ...options });
  product = (await server.send("GET", "/products")).body.products[0].id;
}
afterEach(async () => {
  await server.close();
});

const FEW =
  "{ product: test-product.foo, snap: { name: test-snap.foo, revisions: { start: 5, step: 2 }, channel: edge }, every: 10m, count: 3 }";
const ENDLESS =
  "{ product: test-product.foo, snap: { name: test-snap.foo, revision: 7, channel: beta }, at: 1m, every: 10m }";

const feed = async () => (await server.control("GET", "/_emulator/feed")).body.entries;
const publish = (body: object) => server.control("POST", "/_emulator/feed/publish", body);
const logs = async () => (await server.send("GET", `/products/${product}/tests/events`)).body.event_logs;
const queued = async () =>
  (await logs()).map((log: { queued_at: string; test_opportunity: { snaps: { revision: number }[] } }) => [
    log.queued_at.slice(11, 19),
    log.test_opportunity.snaps[0]!.revision,
  ]);

describe("the snap feed", () => {
  it("publishes revisions by the sandbox's clock, each once, and ends", async () => {
    await begin(FEW);
    expect(await feed()).toEqual(
      [5, 7, 9].map((revision, n) => ({
        at: `2016-01-04T17:${["08", "18", "28"][n]}:28.805000+00:00`,
        product_id: product,
        ...{ name: "test-snap.foo", revision, channel: "edge", published: false },
      })),
    );
    await server.clock.advance(10 * 60_000 - 1);
    expect(await queued()).toEqual([]);
    const report = await server.clock.advanceUntilIdle();
    expect(report.stopped).toBe("idle");
    expect(await queued()).toEqual([
      ["17:08:28", 5],
      ["17:18:28", 7],
      ["17:28:28", 9],
    ]);
    const published = (await feed()).map((entry: { published: boolean }) => entry.published);
    expect(published).toEqual([true, true, true]);
  });

  it("says once why its revisions make no opportunities, and again after one that made some", async () => {
    await begin(ENDLESS);
    const warn = vi.spyOn(server.sandbox, "warn");
    const specs = `/products/${product}/test-specs`;
    const remove = async (): Promise<void> => {
      const { test_specs } = (await server.send("GET", specs)).body;
      for (const { id } of test_specs) await server.send("DELETE", `${specs}/${id as string}`);
    };
    const pass = () => server.clock.advance(20 * 60_000);
    await pass();
    expect(warn).not.toHaveBeenCalled();
    await remove();
    await pass();
    const why =
      "the feed published test-snap.foo without Test Opportunities: Couldn't find a Spec for product";
    expect(warn.mock.calls).toEqual([[`${why} 'test-product.foo'`]]);
    await server.send("POST", specs, { name: "new", platform: "amd64" });
    await pass();
    await remove();
    await pass();
    expect(warn.mock.calls).toHaveLength(2);
  });

  it("continues forever without a count, and does not prevent idleness", async () => {
    await begin(ENDLESS, { lab: true });
    expect((await server.clock.advanceUntilIdle()).stopped).toBe("idle");
    await server.clock.advance((START - server.clock.now()) / 1000 + 3 * 3_600_000);
    expect(await logs()).toHaveLength(18);
    expect(await feed()).toHaveLength(20);
  });

  it("is named as the source in traces", async () => {
    await begin(FEW);
    await server.clock.advanceToNext();
    const id = (await logs())[0].test_opportunity_id;
    const { body } = await server.control("GET", `/_emulator/opportunities/${id}/trace`);
    expect(body.entries[0]).toMatchObject({
      text: "Snap test-snap.foo revision 5 was advertised on edge by the snap feed.",
      detail: { by: "store", by_hand: false },
    });
  });

  it("continues after a restart without repeating or losing a revision", async () => {
    const folder = temporaryFolder();
    await begin(FEW, { folder });
    await server.clock.advance(15 * 60_000);
    expect(await queued()).toHaveLength(1);
    await server.close();
    server = await labServer({ folder });
    expect(await queued()).toEqual([["17:08:28", 5]]);
    await server.clock.advanceUntilIdle();
    expect(await queued()).toEqual([
      ["17:08:28", 5],
      ["17:18:28", 7],
      ["17:28:28", 9],
    ]);
  });

  it("publishes revisions that came due while the emulator was down, of an endless feed only the latest", async () => {
    await begin(`${FEW}, ${ENDLESS}`);
    const { tables } = server.sandbox.state;
    const [few, endless] = [...tables.feed.values()];
    const dayAgo = START - 86_400e6;
    server.sandbox.commit([
      { table: "feed", put: { ...few!, first_at: dayAgo } },
      { table: "feed", put: { ...endless!, first_at: dayAgo } },
    ]);
    await server.clock.advance(0);
    const revisions = (await queued()).map(([, revision]: [string, number]) => revision);
    expect(revisions.filter((revision: number) => revision === 5 || revision === 9)).toEqual([5, 9]);
    // One of them is of the other feed.
    expect(revisions.filter((revision: number) => revision === 7)).toHaveLength(MAX_OVERDUE + 1);
  });

  it("ends with its product, and skips a product that lost the snap", async () => {
    await begin(`${FEW}, ${ENDLESS}`);
    const fields = { name: "test-product.foo", release: "15.04-core", snaps: [] };
    await server.send("PUT", `/products/${product}`, fields);
    await server.clock.advance(2 * 60_000);
    expect([await logs(), (await feed())[0].published]).toEqual([[], true]);
    await server.send("DELETE", `/products/${product}`);
    expect(await feed()).toEqual([]);
    expect(server.clock.pendingTimers).toBe(0);
  });

  it("starts again after a reset", async () => {
    await begin(FEW);
    await server.clock.advance(15 * 60_000);
    await server.control("POST", "/_emulator/reset", {});
    product = (await server.send("GET", "/products")).body.products[0].id;
    expect(await logs()).toEqual([]);
    await server.clock.advanceUntilIdle();
    expect(await queued()).toHaveLength(3);
  });
});

describe("publishNow", () => {
  it("advertises a revision as the snap store", async () => {
    await begin("");
    const { status, body } = await publish({
      ...{ product_id: product, name: "test-snap.foo", revision: 3, channel: "edge" },
    });
    expect(status).toBe(201);
    const [{ test_opportunity_id, image_unique_id }] = body.ids;
    const [log] = await logs();
    expect(log).toMatchObject({ test_opportunity_id, image_unique_id });
    const trace = await server.control("GET", `/_emulator/opportunities/${test_opportunity_id}/trace`);
    expect(trace.body.entries[0].text).toMatch(/ by the snap feed, through the control plane\.$/);
  });

  it("refuses what advertiseSnap refuses", async () => {
    await begin("");
    const revision = { name: "test-snap.foo", revision: 3, channel: "edge" };
    const unknown = "00000000-0000-4000-8000-000000000000";
    expect((await publish({ ...revision, product_id: unknown })).status).toBe(404);
    expect((await publish({ ...revision, product_id: product, name: "other" })).status).toBe(404);
    expect((await publish({ ...revision, product_id: product, channel: "wild" })).status).toBe(400);
  });

  it("and manual advertising repeat the context of the first time (A-12)", async () => {
    await begin(FEW);
    const goldMaster = (channel: string) =>
      server.send("POST", `/products/${product}/gold-masters`, {
        ...{ channel, snaps: [{ name: "test-snap.foo", revision: 1 }] },
      });
    await goldMaster("stable");
    await server.clock.advanceToNext();
    await goldMaster("beta");
    const revision = { name: "test-snap.foo", revision: 5, channel: "edge" };
    await server.send("POST", `/products/${product}/snaps`, revision);
    await publish({ ...revision, product_id: product });
    await publish({ ...revision, product_id: product, revision: 6 });
    const bases = (await logs())
      .filter(
        (log: { test_opportunity: { update_channel: string } }) =>
          log.test_opportunity.update_channel === "edge",
      )
      .map((log: { test_opportunity: { base_channel: string } }) => log.test_opportunity.base_channel);
    expect(bases).toEqual(["stable", "stable", "stable", "beta"]);
  });
});

describe("a seed's feed", () => {
  const problems = (entry: string): string => {
    try {
      parseSeed(`${SEED}feed: [${entry}]\n`, "s.yaml");
      return "";
    } catch (error) {
      if (error instanceof DocumentError) return error.message;
      throw error;
    }
  };

  it.each([
    [FEW.replace("test-product.foo", "other"), "feed[0].product: unknown product"],
    [FEW.replace("name: test-snap.foo", "name: test-snap.fo"), "perhaps you mean test-snap.foo"],
    [FEW.replace("every: 10m, count: 3", "count: 3"), "feed[0]: accepted: at, every, or both"],
    [FEW.replace("every: 10m", "at: 10m"), "feed[0].count: accepted: only together with every"],
    [FEW.replace("every: 10m", "every: 0.0m"), 'feed[0].every: got "0.0m"'],
    [FEW.replace("every: 10m", "every: often"), "feed[0].every"],
    [
      FEW.replace("revisions: { start: 5, step: 2 }, ", ""),
      "feed[0].snap: accepted: either revision, or revisions",
    ],
    [
      ENDLESS.replace("revision: 7", "revision: 7, revisions: { start: 1 }"),
      "feed[0].snap: accepted: either",
    ],
  ])("%s", async (entry, message) => {
    await begin("");
    expect(problems(entry)).toContain(message);
    expect(problems(FEW)).toBe("");
  });
});
