import { beforeEach, describe, expect, it } from "vitest";
import { testServer, type TestServer } from "../http/testing/test-server.js";

let server: TestServer;
let product: string;

beforeEach(async () => {
  server = await testServer();
  product = await newProduct();
});

async function newProduct(specs: object[] = [{ name: "smoke" }]): Promise<string> {
  const made = await server.send("POST", "/products", {
    name: "test-product.foo",
    release: "15.04-core",
    snaps: ["test-snap.foo"],
  });
  const id = (made.body as { id: string }).id;
  for (const spec of specs) await server.send("POST", `/products/${id}/test-specs`, spec);
  return id;
}

const advertise = (revision = 2, id = product) =>
  server.send("POST", `/products/${id}/snaps`, { name: "test-snap.foo", revision, channel: "edge" });
const pick = (agent = "foo-agent-id", body: object = {}) =>
  server.send("POST", `/agents/${agent}/pick`, body);
const post = (id: string, body: object = {}) =>
  server.send("POST", `/test-opportunities/${id}/results`, {
    agent_id: "foo-agent-id",
    test_status: "PASSED",
    result_payload: { foo: "bar" },
    ...body,
  });
const events = (query = "", id = product) => server.send("GET", `/products/${id}/tests/events${query}`);
const results = (query = "", id = product) => server.send("GET", `/products/${id}/tests/results${query}`);

describe("a walk", () => {
  it("goes through the four events of the documents' example, field by field", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    await server.clock.advance(4380);
    expect((await pick()).body.test_opportunity_id).toBe(id);
    await server.clock.advance(549);
    const { result_id } = (await post(id)).body;
    await server.clock.advance(30);
    const log = (await events(`?test_opportunity_id=${id}`)).body.event_logs[0];
    expect(log.events).toEqual([
      { event_type: "QUEUED_FOR_AGENTS", timestamp: "2016-01-04T16:58:28.805000+00:00" },
      {
        event_type: "PICKED_BY_AGENT",
        timestamp: "2016-01-04T16:58:33.185000+00:00",
        agent_id: "foo-agent-id",
        platform: null,
        agent_group: null,
      },
      {
        event_type: "RESULT_POSTED",
        timestamp: "2016-01-04T16:58:33.734000+00:00",
        agent_id: "foo-agent-id",
        platform: null,
        agent_group: null,
        result_id,
        test_status: "PASSED",
      },
      {
        event_type: "RESULT_STORED",
        timestamp: "2016-01-04T16:58:33.764000+00:00",
        result_id,
        test_status: "PASSED",
      },
    ]);
    expect(log).toMatchObject({
      product_id: product,
      test_opportunity_id: id,
      queued_at: "2016-01-04T16:58:28.805000+00:00",
      updated_at: "2016-01-04T16:58:33.764000+00:00",
      events_seen: ["QUEUED_FOR_AGENTS", "PICKED_BY_AGENT", "RESULT_POSTED", "RESULT_STORED"],
      spec_name: "smoke",
    });
    const [result] = (await results()).body.test_results;
    expect(result).toMatchObject({
      id: result_id,
      test_status: "PASSED",
      "agent-id": "foo-agent-id",
      result_payload: { foo: "bar" },
      test_opportunity_id: id,
      image_unique_id: log.image_unique_id,
      primary_snap_name: "test-snap.foo",
      image_reference: null,
      base_channel: null,
      update_channel: "edge",
    });
  });

  it("returns a result of one string of 8 MiB unchanged", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    await pick();
    const result_payload = { log: "x".repeat(8 * 1024 * 1024), one: ["e", 1.5, null] };
    expect((await post(id, { result_payload })).status).toBe(201);
    await server.clock.advance(30);
    expect((await results()).body.test_results[0].result_payload).toEqual(result_payload);
  });

  it("shows a prefix while unfinished, and no result before it is stored (A-18)", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    const seen = async () => (await events()).body.event_logs[0].events_seen.length;
    expect(await seen()).toBe(1);
    await pick();
    expect(await seen()).toBe(2);
    await post(id);
    expect(await seen()).toBe(3);
    await server.clock.advance(29);
    expect((await results()).body.test_results).toEqual([]);
    await server.clock.advance(1);
    expect(await seen()).toBe(4);
    expect((await results()).body.test_results).toHaveLength(1);
  });
});

describe("picking", () => {
  it("gives the oldest first, each once, then 204", async () => {
    const first = (await advertise(1)).body.ids[0].test_opportunity_id;
    const second = (await advertise(2)).body.ids[0].test_opportunity_id;
    expect((await pick("a")).body.test_opportunity_id).toBe(first);
    expect((await pick("b")).body.test_opportunity_id).toBe(second);
    expect((await pick("c")).status).toBe(204);
  });

  it("keeps an opportunity with a platform for agents of that platform", async () => {
    product = await newProduct([{ name: "on-pi", platform: "pi2" }, { name: "anywhere" }]);
    const ids = (await advertise()).body.ids.map(
      (made: { test_opportunity_id: string }) => made.test_opportunity_id,
    );
    expect((await pick("none")).body.test_opportunity_id).toBe(ids[1]);
    expect((await pick("amd", { platform: "amd64" })).status).toBe(204);
    expect((await pick("pi", { platform: "pi2" })).body.test_opportunity_id).toBe(ids[0]);
  });

  it("never gives another account's opportunity (A-30)", async () => {
    await advertise();
    const other = await server.as("two@example.com")("POST", "/agents/thief/pick", {});
    expect(other.status).toBe(204);
  });

  it("hands what the kit needs to the agent", async () => {
    product = await newProduct([{ name: "s", platform: "pi2", test_payload: '{"test_cmds": ["true"]}' }]);
    await advertise(7);
    expect((await pick("pi", { platform: "pi2" })).body).toMatchObject({
      product_id: product,
      snaps: [{ name: "test-snap.foo", revision: 7 }],
      test_payload: '{"test_cmds": ["true"]}',
      platform: "pi2",
      test_spec: { name: "s" },
      queued_at: "2016-01-04T16:58:28.805000+00:00",
    });
  });
});

describe("posting a result", () => {
  it("is answered alike when it comes again, without a second event", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    await pick();
    const first = await post(id);
    const again = await post(id);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    await server.clock.advance(1000);
    expect((await post(id)).status).toBe(200);
    expect((await events()).body.event_logs[0].events).toHaveLength(4);
  });

  it.each([
    ["by another agent", { agent_id: "other" }, /held by agent foo-agent-id since .*, state PICKED_BY_AGENT/],
    ["with another status after the first", { test_status: "FAILED" }, /state RESULT_POSTED.*differs/],
  ])("%s is a conflict", async (_, change, message) => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    await pick();
    if ("test_status" in change) await post(id);
    const refused = await post(id, change);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ id: "conflict", url: null });
    expect(refused.body.message).toMatch(message);
  });

  it("to a queued opportunity is a conflict, to an unknown one 404", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    expect((await post(id)).status).toBe(409);
    expect((await post("99787105-911f-4e23-bded-b0b8253aee11")).status).toBe(404);
  });
});

describe("filters", () => {
  it("are joined with AND; start is inclusive, end exclusive", async () => {
    const old = (await advertise(1)).body.ids[0];
    await server.clock.advance(60_000);
    const young = (await advertise(2)).body.ids[0];
    const found = async (query: string) =>
      (await events(query)).body.event_logs.map(
        (log: { test_opportunity_id: string }) => log.test_opportunity_id,
      );
    expect(await found("")).toEqual([old.test_opportunity_id, young.test_opportunity_id]);
    expect(await found("?start_date=2016-01-04T16:58:28.805")).toHaveLength(2);
    expect(await found("?start_date=2016-01-04T16:58:28.806")).toEqual([young.test_opportunity_id]);
    expect(await found("?end_date=2016-01-04T16:59:28.805")).toEqual([old.test_opportunity_id]);
    expect(await found(`?image_unique_id=${young.image_unique_id}`)).toEqual([young.test_opportunity_id]);
    expect(
      await found(`?image_unique_id=${young.image_unique_id}&test_opportunity_id=${old.test_opportunity_id}`),
    ).toEqual([]);
    expect(await found(`?image_unique_id=${young.image_unique_id}&end_date=20160104`)).toEqual([]);
  });

  it("refuse a date that they cannot read, naming the accepted forms", async () => {
    const refused = await events("?start_date=yesterday");
    expect(refused.status).toBe(400);
    expect(refused.body.message).toMatch(/^start_date: got "yesterday"; accepted: 2015-08-26T00:00:00, /);
    expect((await results("?end_date=2015-02-30")).status).toBe(400);
  });
});

describe("triggers", () => {
  it("make one opportunity for each Test Spec, with one image_unique_id", async () => {
    product = await newProduct([{ name: "a" }, { name: "b" }, { name: "c" }]);
    const { ids } = (await advertise()).body;
    expect(ids).toHaveLength(3);
    expect(new Set(ids.map((made: { image_unique_id: string }) => made.image_unique_id)).size).toBe(1);
  });

  it("of an image carry its own id and reference", async () => {
    const image = {
      image_unique_id: "DEADBEEF_83451039",
      extra_snaps: [],
      channel: "edge",
      image_reference: { a: 1 },
    };
    const made = await server.send("POST", `/products/${product}/images`, image);
    expect(made.status).toBe(201);
    expect(made.body.ids[0].image_unique_id).toBe("DEADBEEF_83451039");
    expect((await pick()).body).toMatchObject({
      image_reference: { a: 1 },
      channel: "edge",
      primary_snap_name: null,
    });
  });

  it("repeat the context of the first time when advertised again (A-12)", async () => {
    const gold = { snaps: [{ name: "test-snap.foo", revision: 1 }], channel: "stable" };
    await server.send("POST", `/products/${product}/gold-masters`, gold);
    await advertise(5);
    await server.send("POST", `/products/${product}/gold-masters`, { ...gold, channel: "beta" });
    await advertise(5);
    await advertise(6);
    const logs = (await events()).body.event_logs;
    const context = logs.map(
      (log: { test_opportunity: { base_channel: string; update_channel: string } }) => [
        log.test_opportunity.base_channel,
        log.test_opportunity.update_channel,
      ],
    );
    expect(context).toEqual([
      ["stable", null],
      ["stable", "edge"],
      ["beta", null],
      ["stable", "edge"],
      ["beta", "edge"],
    ]);
  });

  it("take a gold master's body at the snaps' address as well (C-2)", async () => {
    const made = await server.send("POST", `/products/${product}/snaps`, {
      snaps: [
        { name: "pi2.canonical", revision: 1 },
        { name: "test-snap.foo", revision: 1 },
      ],
      channel: "stable",
    });
    expect(made.status).toBe(201);
    expect((await pick()).body).toMatchObject({
      primary_snap_name: "test-snap.foo",
      base_channel: "stable",
      update_channel: null,
    });
  });

  it("without a match or a Test Spec are 404, in the documents' words", async () => {
    const foreign = await server.send("POST", `/products/${product}/snaps`, {
      name: "x.y",
      revision: 1,
      channel: "edge",
    });
    expect([foreign.status, foreign.body]).toEqual([
      404,
      { id: "resource-not-found", message: "", url: null },
    ]);
    product = await newProduct([]);
    const specless = await advertise();
    expect(specless.body.message).toMatch(/^Couldn't find a Spec for /);
  });
});

describe("another account's product", () => {
  it("does not exist, whatever is asked of it (A-06)", async () => {
    const other = server.as("two@example.com");
    const asked = await Promise.all([
      other("GET", `/products/${product}`),
      other("PUT", `/products/${product}`, { name: "n", release: "r", snaps: [] }),
      other("DELETE", `/products/${product}`),
      other("GET", `/products/${product}/test-specs`),
      other("POST", `/products/${product}/test-specs`, { name: "x" }),
      other("POST", `/products/${product}/snaps`, { name: "test-snap.foo", revision: 1, channel: "edge" }),
      other("GET", `/products/${product}/tests/events`),
      other("GET", `/products/${product}/tests/results`),
      other("GET", `/products/${product}/results`),
      other("GET", "/orgs/docs-org/results"),
    ]);
    expect(asked.map(({ status }) => status)).toEqual(asked.map(() => 404));
    expect((await other("GET", "/products")).body).toEqual({ products: [] });
  });
});

describe("deleting", () => {
  it("a product takes everything with it (A-29)", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    await pick();
    await post(id);
    await server.clock.advance(30);
    await advertise(3);
    expect((await server.send("DELETE", `/products/${product}`)).status).toBe(204);
    expect((await server.send("GET", `/products/${product}`)).status).toBe(404);
    expect((await pick()).status).toBe(204);
    expect((await server.send("GET", "/orgs/docs-org/results")).body.test_results).toEqual([]);
    expect(server.sandbox.state.tables.opportunities.size).toBe(0);
  });

  it("a Test Spec stops new opportunities and leaves results readable (A-29)", async () => {
    const [{ test_opportunity_id: id }] = (await advertise()).body.ids;
    const [spec] = (await server.send("GET", `/products/${product}/test-specs`)).body.test_specs;
    expect((await server.send("DELETE", `/products/${product}/test-specs/${spec.id}`)).status).toBe(204);
    expect((await server.send("GET", `/products/${product}/test-specs/${spec.id}`)).status).toBe(404);
    expect((await advertise(9)).status).toBe(404);
    await pick();
    await post(id);
    await server.clock.advance(30);
    expect((await results()).body.test_results[0].test_spec.name).toBe("smoke");
  });
});

it("an image's opportunities are found after another product with several of the same image is deleted", async () => {
  const image = { image_unique_id: "shared", image_reference: null };
  const other = await newProduct([{ name: "one" }, { name: "two" }, { name: "three" }]);
  const [made] = (await server.send("POST", `/products/${product}/images`, image)).body.ids;
  await server.send("POST", `/products/${other}/images`, image);
  await server.send("DELETE", `/products/${other}`);
  const { event_logs } = (await events("?image_unique_id=shared")).body;
  expect(event_logs.map((log: { test_opportunity_id: string }) => log.test_opportunity_id)).toEqual([
    made.test_opportunity_id,
  ]);
});
