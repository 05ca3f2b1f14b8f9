/** The right model, walked through from a token to a result, as docs/contract.md says. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "./testing/client.js";
import type { Credentials, Reply } from "./testing/client.js";
import { startModelServer } from "./server.js";
import type { ModelServer } from "./server.js";

let server: ModelServer;
let keys: Credentials;

beforeAll(async () => {
  server = await startModelServer();
  keys = server.accounts[0]!.credentials;
});
afterAll(() => server.close());

const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  send(method, server.url + path, { body, keys });

async function makeProduct(snaps: string[] = [], specs: object[] = [{ name: "smoke" }]): Promise<string> {
  const product = await call("POST", "/products", { name: "p", release: "15.04-core", snaps });
  for (const spec of specs) await call("POST", `/products/${product.body.id}/test-specs`, spec);
  return `/products/${product.body.id}`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAIVE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/;
const OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/;

describe("the whole flow", () => {
  test("a new token signs, and an image goes from its advertisement to a stored result", async () => {
    const { email, password } = server.accounts[0]!;
    const ask = { email, password, token_name: "laptop" };
    const token = await send("POST", `${server.url}/api/v2/tokens/oauth`, { body: ask });
    expect(token.status).toBe(201);
    expect(token.body).toMatchObject({ token_name: "laptop", consumer_key: keys.consumer_key });
    expect(token.body.date_created).toMatch(NAIVE);
    const again = await send("POST", `${server.url}/api/v2/tokens/oauth`, { body: ask });
    expect([again.status, again.text]).toEqual([200, token.text]);
    const mine = (method: string, path: string, body?: unknown): Promise<Reply> =>
      send(method, server.url + path, { body, keys: token.body });

    const made = await mine("POST", "/products", { name: "p", release: "15.04-core", snaps: ["a.b"] });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      ...{ id: expect.stringMatching(UUID), name: "p", release: "15.04-core" },
      ...{ snaps: ["a.b"], created_at: expect.stringMatching(NAIVE) },
    });
    const product = `/products/${made.body.id}`;
    const spec = await mine("POST", `${product}/test-specs`, { name: "smoke", test_payload: { a: [1] } });
    expect(spec.status).toBe(201);
    const image = { image_unique_id: "IMAGE_1", image_reference: { url: null }, extra_snaps: [{}] };
    const ids = await mine("POST", `${product}/images`, image);
    expect(ids.status).toBe(201);
    const opportunityId = ids.body.ids[0].test_opportunity_id;
    expect(ids.body).toEqual({
      ids: [{ image_unique_id: "IMAGE_1", test_opportunity_id: expect.stringMatching(UUID) }],
    });

    const picked = await mine("POST", "/agents/foo%2Fagent/pick", { platform: "pi2", agent_revno: "197" });
    expect(picked.status).toBe(200);
    expect(picked.body).toMatchObject({
      ...{ test_opportunity_id: opportunityId, product_id: made.body.id, image_unique_id: "IMAGE_1" },
      ...{ image_reference: { url: null }, test_payload: { a: [1] }, test_spec: spec.body },
    });
    const post = { agent_id: "foo/agent", test_status: "PASSED", result_payload: { log: "ok" } };
    const posted = await mine("POST", `/test-opportunities/${opportunityId}/results`, post);
    expect(posted.status).toBe(201);
    const { result_id } = posted.body;

    const results = `${product}/tests/results?image_unique_id=IMAGE_1`;
    await expect.poll(async () => (await mine("GET", results)).body.test_results).toHaveLength(1);
    expect((await mine("GET", results)).body.test_results[0]).toEqual({
      ...{ id: result_id, test_status: "PASSED", test_opportunity_id: opportunityId },
      ...{ image_unique_id: "IMAGE_1", "agent-id": "foo/agent", agent_revno: "197" },
      ...{ result_payload: { log: "ok" }, image_reference: { url: null }, extra_snaps: [{}] },
      ...{ primary_snap_name: null, base_channel: null, update_channel: null, platform: "pi2" },
      ...{ test_spec: spec.body, agent: null },
    });
    const [log] = (await mine("GET", `${product}/tests/events`)).body.event_logs;
    const agent = { agent_id: "foo/agent", platform: "pi2", agent_group: null };
    const timestamp = expect.stringMatching(OFFSET);
    expect(log.events).toEqual([
      { event_type: "QUEUED_FOR_AGENTS", timestamp: log.queued_at },
      { event_type: "PICKED_BY_AGENT", timestamp, ...agent },
      { event_type: "RESULT_POSTED", timestamp, ...agent, result_id, test_status: "PASSED" },
      { event_type: "RESULT_STORED", timestamp, result_id, test_status: "PASSED" },
    ]);
    expect(log.events_seen).toEqual(log.events.map((event: { event_type: string }) => event.event_type));
    expect((await mine("POST", `/test-opportunities/${opportunityId}/results`, post)).status).toBe(200);
    const other = { ...post, test_status: "FAILED" };
    expect((await mine("POST", `/test-opportunities/${opportunityId}/results`, other)).status).toBe(409);
    expect((await mine("DELETE", product)).status).toBe(204);
    expect((await mine("GET", product)).status).toBe(404);
  });

  test("a snap revision has the base of the last gold master, also when it comes again", async () => {
    const product = await makeProduct(["test-snap.foo"]);
    const snap = { name: "test-snap.foo", revision: 2, channel: "edge" };
    const contexts = async (): Promise<unknown[]> =>
      (await call("GET", `${product}/tests/events`)).body.event_logs.map(
        ({ test_opportunity: { base_channel, update_channel, primary_snap_name } }: any) => [
          ...[base_channel, update_channel, primary_snap_name],
        ],
      );
    const goldMaster = { snaps: [{ name: "x.y", revision: 1 }], channel: "stable" };
    await call("POST", `${product}/snaps`, goldMaster);
    await call("POST", `${product}/snaps`, snap);
    await call("POST", `${product}/gold-masters`, { ...goldMaster, channel: "beta" });
    await call("POST", `${product}/snaps`, snap);
    await call("POST", `${product}/snaps`, { ...snap, revision: 3 });
    expect(await contexts()).toEqual([
      ["stable", null, "x.y"],
      ["stable", "edge", "test-snap.foo"],
      ["beta", null, "x.y"],
      ["stable", "edge", "test-snap.foo"],
      ["beta", "edge", "test-snap.foo"],
    ]);
  });
});

describe("the legacy API", () => {
  test("an image starts the Test Specs of its image name, of all products", async () => {
    const spec = { name: "legacy", image_name: "legacy-image" };
    const [one] = [await makeProduct([], [spec]), await makeProduct([], [spec, { name: "not" }])];
    const image = { image_reference: null, image_unique_id: "L1", image_name: "legacy-image" };
    const made = await call("POST", "/orgs/docs-org/images", image);
    expect(made.body.ids).toHaveLength(2);
    const logs = await call("GET", "/orgs/docs-org/tests/events?image_unique_id=L1");
    expect(logs.body.event_logs).toHaveLength(2);
    expect(logs.body.event_logs[0]).toMatchObject({
      ...{ test_opportunity_id: made.body.ids[0], organization_id: "docs-org", image_name: "legacy-image" },
    });
    expect(logs.body.event_logs[0]).not.toHaveProperty("product_id");
    expect((await call("GET", `${one}/tests/events`)).body.event_logs).toHaveLength(1);
    const none = await call("POST", "/orgs/docs-org/images", { ...image, image_name: "my_image" });
    expect([none.status, none.body]).toEqual([
      404,
      { id: "resource-not-found", message: "Couldn't find a Spec for image name 'my_image'", url: null },
    ]);
  });

  test("a snap revision has one id for all products that reference it", async () => {
    await makeProduct(["legacy.snap"]);
    await makeProduct(["legacy.snap"]);
    const made = await call("POST", "/orgs/docs-org/snap-revisions", { name: "legacy.snap", revision: 0 });
    expect(made.body.ids).toHaveLength(2);
    expect(made.body.ids[0].image_unique_id).toBe(made.body.ids[1].image_unique_id);
    const none = await call("POST", "/orgs/docs-org/snap-revisions", { name: "no.snap", revision: 0 });
    expect([none.status, none.body.message]).toEqual([404, ""]);
  });
});
