import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { wallTime } from "../clock/clock.js";
import type { Logger } from "../log.js";
import { handlers } from "../operations/index.js";
import { MAX_EXCHANGES } from "../sandbox/exchange-log.js";
import { labServer } from "../sandbox/testing/lab-server.js";
import { START, testServer, type TestServer } from "./testing/test-server.js";

const product = { name: "p", release: "r", snaps: ["a.b"] };
const UNKNOWN = "99787105-911f-4e23-bded-b0b8253aee11";

let server: TestServer;
beforeEach(async () => {
  server = await testServer();
});

const list = async (query = ""): Promise<Record<string, unknown>[]> =>
  (await server.control("GET", `/_emulator/exchanges?${query}`)).body.exchanges;

const latest = async (query = ""): Promise<any> => (await list(query)).at(-1);
const newProduct = async (): Promise<string> => (await server.send("POST", "/products", product)).body.id;

/** A product with one opportunity that waits. */
async function queued(): Promise<{ id: string; opportunity: string }> {
  const id = await newProduct();
  await server.send("POST", `/products/${id}/test-specs`, { name: "s" });
  const image = { image_unique_id: "i", image_reference: null };
  const made = await server.send("POST", `/products/${id}/images`, image);
  return { id, opportunity: made.body.ids[0].test_opportunity_id };
}

describe("an exchange", () => {
  it("of many short headers counts with what they take", async () => {
    const sizeWith = async (headers: Record<string, string>): Promise<number> => {
      const { exchanges } = server.sandbox;
      exchanges.clear();
      await server.send("GET", "/products", undefined, headers);
      return exchanges.bytes;
    };
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`h${at}`, "1"]));
    expect((await sizeWith(many)) - (await sizeWith({}))).toBeGreaterThan(2000 * 40);
  });

  it("has the request and the answer", async () => {
    const before = wallTime();
    const sent = await server.send("POST", "/products", product, { "x-request-id": "my-id" });
    const { wall_at, duration_ms, ...exchange } = await latest();
    // By a clock that never goes back, which the date may be ahead of by less than a second.
    expect(Date.parse(wall_at as string)).toBeGreaterThan(before - 1000);
    expect(duration_ms).toBeGreaterThan(0);
    expect(exchange).toMatchObject({
      id: 1,
      request_id: "my-id",
      at: "2016-01-04T16:58:28.805000+00:00",
      source: "client",
      operation_id: "createProduct",
      account: "one@example.com",
      request: {
        method: "POST",
        url: "http://127.0.0.1:7740/products",
        path: "/products",
        query: {},
        body: product,
        body_bytes: JSON.stringify(product).length,
        body_truncated: false,
      },
      response: { status: 201, body: sent.body, body_bytes: JSON.stringify(sent.body).length },
      validation: { request: [], response: [] },
      refusal: null,
      fault_id: null,
      nearest: null,
    });
    expect(exchange.request.headers["content-type"]).toBe("application/json");
    expect(exchange.response.headers["x-request-id"]).toBe("my-id");
  });

  it("of the lab has the headers too, without the signature", async () => {
    const lab = await labServer();
    onTestFinished(() => lab.close());
    await lab.clock.advance(60_000);
    const { body } = await lab.control("GET", "/_emulator/exchanges?operation=pickTestOpportunity");
    const { headers, body_bytes } = body.exchanges[0].request;
    expect(headers).toEqual({
      ...{ accept: "application/json", "content-type": "application/json" },
      "content-length": String(body_bytes),
      authorization: expect.stringMatching(/^OAuth .*oauth_signature_method="PLAINTEXT"/),
    });
    expect(lab.sandbox.exchanges.bytes).toBeGreaterThan(lab.sandbox.exchanges.kept * 2200);
  });

  it("has the time of the request, not of its answer", async () => {
    const fault = { operation: "listProducts" };
    await server.control("POST", "/_emulator/faults", { match: fault, effect: { latency_ms: 5000 } });
    const answer = server.send("GET", "/products");
    await server.clock.advance(5000);
    await answer;
    expect((await latest()).at).toBe("2016-01-04T16:58:28.805000+00:00");
    await server.send("GET", "/product");
    expect((await latest()).at).toBe("2016-01-04T16:58:33.805000+00:00");
  });

  it("keeps only the beginning of a long body, and its length", async () => {
    const long = { image_unique_id: "i", image_reference: "x".repeat(100_000) };
    const id = await newProduct();
    await server.send("POST", `/products/${id}/test-specs`, { name: "s" });
    await server.send("POST", `/products/${id}/images`, long);
    const { request } = await latest();
    expect([request.body.length, request.body_bytes, request.body_truncated]).toEqual([
      65_536,
      JSON.stringify(long).length,
      true,
    ]);
    const events = await server.send("GET", `/products/${id}/tests/events`);
    const { response } = await latest();
    expect([response.body.length, response.body_bytes, response.body_truncated]).toEqual([
      65_536,
      JSON.stringify(events.body).length,
      true,
    ]);
  });

  it("knows what a request is about even if it was refused before its body was read", async () => {
    const { opportunity } = await queued();
    const path = `/test-opportunities/${opportunity}/results`;
    const long = await server.send("POST", path, "x".repeat(17 * 2 ** 20));
    expect(long.status).toBe(413);
    await server.unsigned("POST", path, {});
    const about = await list(`opportunity=${opportunity}&status=4xx`);
    expect(about).toMatchObject([{ response: { status: 413 } }, { response: { status: 401 } }]);
  });

  it("is answered even if it cannot be recorded", async () => {
    const log: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    server = await testServer({ log });
    vi.spyOn(server.sandbox.exchanges, "add").mockImplementation(() => {
      throw new Error("broken");
    });
    expect((await server.send("GET", "/products")).status).toBe(200);
    expect(log.error).toHaveBeenCalledWith(expect.anything(), "the exchange could not be recorded");
  });

  it("of a HEAD request has no body in its answer, and one without body null", async () => {
    await server.send("HEAD", "/products");
    expect((await latest()).response).toMatchObject({ status: 200, body: null, body_bytes: 0 });
    const id = await newProduct();
    await server.send("DELETE", `/products/${id}`);
    expect((await latest()).response).toMatchObject({ status: 204, body: null, body_bytes: 0 });
  });

  it("shows JSON that is nested deeper than any answer as text", async () => {
    const deep = `${"[".repeat(30_000)}${"]".repeat(30_000)}`;
    expect((await server.send("POST", "/products", deep)).status).toBe(400);
    expect((await latest()).request.body).toBe(deep);
  });

  it("has the body of a request that was refused before its body was read", async () => {
    await server.unsigned("POST", "/products", product);
    await server.unsigned("POST", "/product", "no json", { "content-length": "7" });
    const bodies = (await list()).map((one) => (one["request"] as { body: unknown }).body);
    expect(bodies[1]).toBe("no json");
  });
});

describe("whose it is", () => {
  it("an unsigned request belongs to the main sandbox and to no account", async () => {
    await server.unsigned("GET", "/products");
    expect(await latest()).toMatchObject({
      operation_id: "listProducts",
      account: null,
      refusal: { id: "unauthorized", detail: null },
    });
  });

  it("one with a bad signature names the account of its consumer key", async () => {
    const authorization = `OAuth oauth_consumer_key="${server.credentials.consumer_key}", oauth_token="t"`;
    await server.unsigned("GET", "/products", undefined, { authorization });
    const { account, refusal } = await latest();
    expect(account).toBeNull();
    expect(refusal.detail).toBe("the consumer key is that of one@example.com in sandbox default");
  });

  it("a request for a token belongs to no account", async () => {
    await server.unsigned("POST", "/api/v2/tokens/oauth", { email: "one@example.com" });
    expect(await latest()).toMatchObject({ operation_id: "createToken", account: null });
  });

  it("goes to the sandbox of the credentials, refused or not", async () => {
    await server.control("POST", "/_emulator/sandboxes", { name: "other", seed: "empty", lab: false });
    const other = await server.control("GET", "/_emulator/sandboxes/other");
    const { consumer_key: key } = other.body.accounts[0].credentials;
    const authorization = `OAuth oauth_consumer_key="${key}"`;
    await server.unsigned("GET", "/products", undefined, { authorization });
    expect(await list()).toEqual([]);
    expect(await latest("sandbox=other")).toMatchObject({ response: { status: 401 } });
  });

  it("tells the lab of this process from a client that claims to be the lab", async () => {
    await server.asLab("GET", "/products");
    await server.send("GET", "/products", undefined, { lab: "true", "x-lab": "true" });
    expect((await list()).map(({ source }) => source)).toEqual(["lab", "client"]);
  });
});

describe("why it was refused", () => {
  const detail = async (): Promise<string> => (await latest()).refusal.detail;
  const result = { agent_id: "thief", test_status: "PASSED", result_payload: {} };

  it("names the nearest path if no operation matched", async () => {
    await server.send("GET", "/product");
    expect(await latest()).toMatchObject({
      operation_id: null,
      nearest: "/products",
      refusal: {
        id: "resource-not-found",
        message: "no such path: /product; nearest: /products",
        detail: null,
      },
    });
  });

  it("lists all problems of a body if the client's message is shortened", async () => {
    await server.send("POST", "/products", { ...product, a: 1, b: 1, c: 1, d: 1, e: 1, f: 1 });
    const { validation, refusal } = await latest();
    expect(validation.request).toHaveLength(6);
    expect(refusal.message).toContain("and 1 more");
    expect(refusal.detail).toContain("f: unknown field");
  });

  it("names the nearest product of the account", async () => {
    const id = await newProduct();
    const wrong = id.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    await server.send("GET", `/products/${wrong}`);
    expect(await detail()).toBe(`nearest product of one@example.com: ${id}`);
    await server.send("GET", `/products/${UNKNOWN}`);
    expect(await detail()).toBe(
      `no sandbox has product ${UNKNOWN}, and one@example.com has none with a similar id`,
    );
  });

  it("names the owner of a product, only on the control plane", async () => {
    const id = await newProduct();
    const answer = await server.as("two@example.com")("GET", `/products/${id}`);
    expect(JSON.stringify(answer.body)).not.toContain("one@example.com");
    expect(await detail()).toBe(`product ${id} is that of one@example.com; signed by two@example.com`);
  });

  it("names the sandbox of a product", async () => {
    await server.control("POST", "/_emulator/sandboxes", { name: "other", seed: "demo", lab: false });
    await server.control("POST", "/_emulator/snapshots?sandbox=other", { name: "s" });
    const snapshot = JSON.stringify((await server.control("GET", "/_emulator/snapshots/s")).body);
    const id = /"product_id":"([^"]+)"/.exec(snapshot)![1]!;
    await server.send("GET", `/products/${id}`);
    expect(await detail()).toBe(`product ${id} is in sandbox other; the credentials are those of default`);
  });

  it("says that a Test Spec was deleted, or names the nearest", async () => {
    const id = await newProduct();
    const spec = (await server.send("POST", `/products/${id}/test-specs`, { name: "s" })).body.id as string;
    await server.send(
      "GET",
      `/products/${id}/test-specs/${spec.replace(/^./, (c) => (c === "0" ? "1" : "0"))}`,
    );
    expect(await detail()).toBe(`nearest Test Spec of the product: ${spec}`);
    await server.send("DELETE", `/products/${id}/test-specs/${spec}`);
    await server.send("GET", `/products/${id}/test-specs/${spec}`);
    expect(await detail()).toBe(`Test Spec ${spec} was deleted`);
  });

  it("names the owner of an organization", async () => {
    await server.send("GET", "/orgs/other-org/results");
    expect(await detail()).toBe(
      "organization other-org is that of two@example.com; signed by one@example.com",
    );
  });

  it("names the state of an opportunity and what it allows, at every step", async () => {
    const { opportunity } = await queued();
    const post = (body: object) => server.send("POST", `/test-opportunities/${opportunity}/results`, body);
    await post(result);
    const at = "2016-01-04T16:58:28.805000+00:00";
    expect(await detail()).toBe(
      `state QUEUED_FOR_AGENTS since ${at}; allowed: a pick by an agent of any platform`,
    );
    await server.send("POST", "/agents/pi2-01/pick", { platform: "pi2" });
    await post(result);
    expect(await latest()).toMatchObject({
      refusal: {
        id: "conflict",
        message: `held by agent pi2-01 since ${at}, state PICKED_BY_AGENT; got a result of agent thief`,
        detail: `state PICKED_BY_AGENT since ${at}; allowed: a result from agent pi2-01`,
      },
    });
    const { result_id } = (await post({ ...result, agent_id: "pi2-01" })).body;
    await post({ ...result, agent_id: "pi2-01", test_status: "FAILED" });
    expect(await detail()).toBe(
      `state RESULT_POSTED since ${at}; allowed: the same result again from agent pi2-01 (result ${result_id}, PASSED), no other`,
    );
  });

  it("says why no token was given", async () => {
    const ask = async (email: string): Promise<string> => {
      await server.unsigned("POST", "/api/v2/tokens/oauth", { email, password: "p", token_name: "t" });
      return detail();
    };
    expect(await ask("suspended@example.com")).toContain("is suspended");
    expect(await ask("oen@example.com")).toContain(
      "has no account oen@example.com; nearest: one@example.com",
    );
    expect(await ask("two-factor@example.com")).toContain("is active and has a second factor");
  });

  it("has the internal error of the emulator", async () => {
    const broken = () => {
      throw new Error("the cause");
    };
    server = await testServer({ handlers: { ...handlers, listProducts: broken } });
    await server.send("GET", "/products");
    expect(await detail()).toBe("Error: the cause");
    const wrong = () => ({ status: 200, body: {} }) as never;
    server = await testServer({ handlers: { ...handlers, listProducts: wrong } });
    await server.send("GET", "/products");
    const { validation, refusal, response } = await latest();
    expect(response.status).toBe(500);
    expect(validation.response).toEqual([refusal.detail]);
    expect(refusal.detail).toContain("products: missing");
  });
});

describe("the log of a sandbox", () => {
  it("keeps the latest exchanges and counts the forgotten ones", async () => {
    for (let n = 0; n < MAX_EXCHANGES + 3; n++) await server.unsigned("GET", "/x");
    const { body } = await server.control("GET", "/_emulator/exchanges?limit=1000");
    expect([body.total, body.dropped, body.exchanges[0].id]).toEqual([MAX_EXCHANGES, 3, 4]);
    await server.control("DELETE", "/_emulator/exchanges");
    await server.unsigned("GET", "/x");
    const after = await server.control("GET", "/_emulator/exchanges");
    expect([after.body.total, after.body.dropped]).toEqual([1, 0]);
  });

  it("keeps idle polls of the lab apart, so that they displace nothing", async () => {
    await server.send("GET", "/products");
    for (let n = 0; n < 150; n++) await server.asLab("POST", "/agents/pi2-00/pick", {});
    await server.send("GET", "/products");
    const { body } = await server.control("GET", "/_emulator/exchanges?limit=1000");
    const ids = body.exchanges.map(({ id }: { id: number }) => id);
    expect([body.total, body.dropped, ids[0], ids[1], ids.at(-1)]).toEqual([102, 0, 1, 52, 152]);
    expect(server.sandbox.bus.since(0)?.filter(({ type }) => type === "exchange")).toHaveLength(2);
  });

  it("keeps polls that found something, and those of other agents, with the rest", async () => {
    await queued();
    await server.asLab("POST", "/agents/pi2-00/pick", {});
    await server.send("POST", "/agents/mine/pick", {});
    for (let n = 0; n < 150; n++) await server.asLab("POST", "/agents/pi2-00/pick", {});
    expect(await list("agent=pi2-00&status=200")).toHaveLength(1);
    expect(await list("agent=mine&status=204")).toHaveLength(1);
  });

  it("does not record requests to the control plane", async () => {
    await server.control("GET", "/_emulator/clock");
    expect(await list()).toEqual([]);
  });

  it("publishes a summary on the sandbox's event bus", async () => {
    await server.send("GET", "/products");
    expect(server.sandbox.bus.since(0)).toEqual([
      {
        id: 1,
        type: "exchange",
        at: START,
        data: {
          exchange_id: 1,
          method: "GET",
          path: "/products",
          status: 200,
          operation_id: "listProducts",
          account: "one@example.com",
          source: "client",
          fault_id: null,
        },
      },
    ]);
  });
});

describe("the emulator's own log", () => {
  it("has a line for each request, by how it went", async () => {
    const log: Logger = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
    server = await testServer({ log });
    await server.send("GET", "/products");
    expect(log.debug).toHaveBeenCalledWith(
      expect.objectContaining({ path: "/products", status: 200 }),
      "request",
    );
    await server.send("GET", "/product");
    const reason = expect.stringContaining("no such path");
    expect(log.info).toHaveBeenCalledWith(
      expect.objectContaining({ status: 404, reason }),
      "request refused",
    );
    expect(log.error).not.toHaveBeenCalled();
  });

  it("tells the beginning of a long path on the bus, and keeps all of it in the log", async () => {
    const path = `/${"x".repeat(10_000)}`;
    await server.send("GET", path);
    const told = server.sandbox.bus.since(0)!.at(-1)!;
    expect(JSON.stringify(told.data).length).toBeLessThan(600);
    expect((await latest()).request.path).toBe(path);
  });
});
