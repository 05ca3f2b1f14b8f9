import { beforeEach, describe, expect, it } from "vitest";
import type { FaultRule } from "../sandbox/fault-rule.js";
import { testServer, type TestServer } from "./testing/test-server.js";

let server: TestServer;
let product: string;

beforeEach(async () => {
  server = await testServer();
  product = (await newProduct()).body.id;
  await server.send("POST", `/products/${product}/test-specs`, { name: "smoke" });
});

const newProduct = (name = "test-product.foo", headers: Record<string, string> = {}) =>
  server.send("POST", "/products", { name, release: "15.04-core", snaps: ["test-snap.foo"] }, headers);
const products = () => server.send("GET", "/products");
const names = async () => (await products()).body.products.map((one: { name: string }) => one.name);
const add = (rule: FaultRule) => server.sandbox.faults.add(rule)!;
const events = () =>
  server.sandbox.bus.since(0)!.flatMap(({ type, data }) => (type === "fault" ? [data] : []));
/** The exchange log's latest entry. */
const recorded = async () => (await server.control("GET", "/_emulator/exchanges")).body.exchanges.at(-1);

async function picked(agent = "dev"): Promise<string> {
  await server.send("POST", `/products/${product}/snaps`, {
    name: "test-snap.foo",
    revision: 2,
    channel: "edge",
  });
  return (await server.send("POST", `/agents/${agent}/pick`, {})).body.test_opportunity_id;
}
const post = (id: string, agent = "dev") =>
  server.send("POST", `/test-opportunities/${id}/results`, {
    agent_id: agent,
    test_status: "PASSED",
    result_payload: {},
  });
const states = async () =>
  (await server.send("GET", `/products/${product}/tests/events`)).body.event_logs[0].events_seen;

describe("a status", () => {
  it.each([
    [500, "internal-error", null],
    [503, "service-unavailable", "1"],
    [429, "too-many-requests", "1"],
    [409, "conflict", null],
    [418, "i-m-a-teapot", null],
    [502, "bad-gateway", null],
    [599, "status-599", null],
  ])("%s is sent in the documented form, declared or not; nothing is executed", async (status, id, wait) => {
    const fault = add({ effect: { status } });
    const refused = await newProduct("second");
    expect(refused.status).toBe(status);
    expect(refused.body).toEqual({ id, message: expect.stringContaining("fault 1"), url: null });
    expect(refused.headers.get("retry-after")).toBe(wait);
    expect(refused.headers.get("x-request-id")).not.toBeNull();
    server.sandbox.faults.clear();
    expect(await names()).toEqual(["test-product.foo"]);
    expect(fault).toMatchObject({ seen: 1, fired: 1 });
  });

  it("has the message and the Retry-After of the rule", async () => {
    add({ effect: { status: 404, message: "gone fishing", retry_after_s: 7 } });
    const refused = await products();
    expect([refused.body.message, refused.headers.get("retry-after")]).toEqual(["gone fishing", "7"]);
  });

  it("401 says how to authenticate", async () => {
    add({ effect: { status: 401 } });
    expect((await products()).headers.get("www-authenticate")).toBe('OAuth realm="API"');
  });

  it.each([
    [400, { code: "INVALID_DATA", message: expect.any(String), extra: {} }],
    [403, { code: "ACCOUNT_SUSPENDED", message: expect.any(String), extra: {} }],
    [404, { code: "NOT_FOUND", message: expect.any(String), extra: {} }],
    [429, { id: "too-many-requests", message: expect.any(String), url: null }],
    [503, { id: "service-unavailable", message: expect.any(String), url: null }],
  ])("%s of the token endpoint has the form that it refuses in", async (status, body) => {
    add({ effect: { status } });
    const refused = await server.unsigned("POST", "/api/v2/tokens/oauth", {});
    expect([refused.status, refused.body]).toEqual([status, body]);
  });

  it("does not apply to a request whose signature is refused", async () => {
    add({ effect: { status: 503 } });
    expect((await server.unsigned("GET", "/products")).status).toBe(401);
  });
});

describe("a connection that is cut, in-process", () => {
  const failed = expect.objectContaining({
    name: "TypeError",
    message: "fetch failed",
    cause: expect.objectContaining({ code: "ECONNRESET" }),
  });

  it("before the request is executed fails as fetch fails", async () => {
    add({ effect: { reset: true }, times: 1 });
    await expect(newProduct("second")).rejects.toEqual(failed);
    expect(await names()).toEqual(["test-product.foo"]);
  });

  it("instead of the answer: the request was executed, and a repeated post is answered", async () => {
    const id = await picked();
    const fault = add({ match: { operation: "postTestResult" }, effect: { lose_answer: true }, times: 1 });
    await expect(post(id)).rejects.toEqual(failed);
    expect(await states()).toHaveLength(3);
    expect((await post(id)).status).toBe(200);
    expect(fault).toMatchObject({ seen: 2, fired: 1 });
  });

  it("in the middle of the body, after a true beginning", async () => {
    add({ effect: { truncate: true }, times: 1 });
    await expect(products()).rejects.toMatchObject({ message: "terminated", cause: { code: "ECONNRESET" } });
    expect(await names()).toHaveLength(1);
  });

  it("is recorded: null for an answer, with the fault's id", async () => {
    add({ effect: { reset: true }, times: 1 });
    await expect(newProduct("lost")).rejects.toEqual(failed);
    expect(await recorded()).toMatchObject({ operation_id: "createProduct", response: null, fault_id: "1" });
  });
});

describe("a truncated or a slow body", () => {
  it.each<FaultRule["effect"]>([{ truncate: true }, { slow_body_ms: 1000 }])(
    "%j does not apply to an answer without a body",
    async (effect) => {
      const fault = add({ effect });
      expect((await server.send("POST", "/agents/idle/pick", {})).status).toBe(204);
      expect((await server.send("HEAD", "/products")).status).toBe(200);
      expect(fault).toMatchObject({ seen: 2, fired: 0 });
    },
  );
});

describe("on a manual clock", () => {
  it.each<FaultRule["effect"]>([{ latency_ms: 1000 }, { slow_body_ms: 1000 }])(
    "%j waits for the clock's time, and the request has been executed",
    async (effect) => {
      add({ effect, match: { operation: "createProduct" } });
      let done = false;
      const answer = newProduct("second").finally(() => (done = true));
      await server.clock.advance(999);
      expect(done).toBe(false);
      expect(await names()).toContain("second");
      await server.clock.advance(1);
      expect((await answer).status).toBe(201);
    },
  );

  it("a client that goes away ends the wait", async () => {
    add({ effect: { latency_ms: 600_000 } });
    const gone = new AbortController();
    const answer = server.raw("GET", "/products", { signal: gone.signal } as object);
    await server.clock.advance(5);
    expect(server.clock.pendingTimers).toBe(1);
    gone.abort();
    await answer.catch(() => undefined);
    expect(server.clock.pendingTimers).toBe(0);
  });

  it.each<[NonNullable<FaultRule["effect"]["latency_ms"]>, (ms: number) => boolean]>([
    [{ min: 100, max: 200 }, (ms) => ms >= 100 && ms <= 200],
    [{ mean: 100, deviation: 20 }, (ms) => ms > 0 && ms < 250],
    [{ mean: 0, deviation: 50 }, (ms) => ms >= 0],
  ])("latency %j is drawn from the random seed", async (latency, fits) => {
    const waits = async (): Promise<number[]> => {
      server.sandbox.faults.reset();
      add({ effect: { latency_ms: latency } });
      const measured = [];
      for (let index = 0; index < 20; index++) {
        const from = server.clock.now();
        const answer = products();
        await server.clock.advanceUntilIdle();
        await answer;
        measured.push((server.clock.now() - from) / 1000);
      }
      return measured;
    };
    const first = await waits();
    expect(first.every(fits)).toBe(true);
    expect(new Set(first).size).toBeGreaterThan(5);
    expect(await waits()).toEqual(first);
  });
});

describe("a stale reading", () => {
  it("answers as before the latest visible change, and is not counted if there was none", async () => {
    const fault = add({ effect: { stale: true } });
    expect(await names()).toEqual(["test-product.foo"]);
    expect(await names()).toEqual(["test-product.foo"]);
    expect(fault.fired).toBe(0);
    await newProduct("second");
    expect(await names()).toEqual(["test-product.foo"]);
    expect(await names()).toEqual(["test-product.foo"]);
    expect(fault.fired).toBe(2);
    await newProduct("third");
    expect(await names()).toEqual(["test-product.foo", "second"]);
    server.sandbox.faults.remove(fault.id);
    expect(await names()).toEqual(["test-product.foo", "second", "third"]);
  });

  it("can show a missing record, or a deleted one", async () => {
    add({ effect: { stale: true } });
    const path = `/products/${product}`;
    await server.send("GET", path);
    await server.send("DELETE", path);
    expect((await server.send("GET", path)).status).toBe(200);
  });

  it("keeps accounts and addresses apart", async () => {
    const fault = add({ effect: { stale: true } });
    await products();
    await server.as("two@example.com")("GET", "/products");
    await server.send("GET", `/products/${product}`);
    await newProduct("second");
    expect((await server.as("two@example.com")("GET", "/products")).body.products).toEqual([]);
    expect((await server.send("GET", `/products/${product}`)).body.id).toBe(product);
    expect(fault.fired).toBe(0);
    expect(await names()).toHaveLength(1);
    expect(await recorded()).toMatchObject({ fault_id: "1", response: { status: 200 } });
  });

  it("is applied the given number of times", async () => {
    add({ effect: { stale: true }, times: 1 });
    await products();
    await newProduct("second");
    expect(await names()).toHaveLength(1);
    expect(await names()).toHaveLength(2);
  });
});

describe("a result that is stored late", () => {
  it("is delayed on the sandbox's clock; the fault does not apply to refused and repeated posts", async () => {
    const id = await picked();
    const fault = add({ effect: { delay_stored_ms: 5000 } });
    expect((await post(id, "other")).status).toBe(409);
    expect(fault.fired).toBe(0);
    expect((await post(id)).status).toBe(201);
    expect((await post(id)).status).toBe(200);
    expect(fault.fired).toBe(1);
    await server.clock.advance(5029);
    expect(await states()).toHaveLength(3);
    await server.clock.advance(1);
    expect(await states()).toHaveLength(4);
  });
});

describe("a fault applies to", () => {
  it("one test's requests, by a header", async () => {
    const fault = add({ match: { header: { name: "X-Test", value: "mine" } }, effect: { status: 503 } });
    expect((await newProduct("a")).status).toBe(201);
    expect((await newProduct("b", { "x-test": "mine" })).status).toBe(503);
    expect((await newProduct("c", { "x-test": "theirs" })).status).toBe(201);
    expect(fault).toMatchObject({ seen: 1, fired: 1 });
  });

  it("one account's", async () => {
    add({ match: { account: "two@example.com" }, effect: { status: 503 } });
    expect((await products()).status).toBe(200);
    expect((await server.as("two@example.com")("GET", "/products")).status).toBe(503);
  });

  it("no account's on the token endpoint, which is unsigned", async () => {
    add({ match: { account: "one@example.com" }, effect: { status: 503 } });
    expect((await server.unsigned("POST", "/api/v2/tokens/oauth", {})).status).toBe(400);
  });

  it("one agent's, by path or body; the body still arrives", async () => {
    const fault = add({ match: { agent: "dev" }, effect: { delay_stored_ms: 1 } });
    const id = await picked();
    expect((await post(id)).status).toBe(201);
    expect(fault).toMatchObject({ seen: 2, fired: 1 });
    await picked("other");
    expect(fault.seen).toBe(2);
  });

  it("requests about one product, by path, or by an opportunity of it in path or query", async () => {
    const other = (await newProduct("other")).body.id;
    const id = await picked();
    const fault = add({ match: { product: product.toUpperCase() }, effect: { status: 500 } });
    const asked = await Promise.all([
      server.send("GET", `/products/${product}`),
      post(id),
      server.send("GET", `/orgs/docs-org/tests/events?test_opportunity_id=${id}`),
      server.send("GET", `/products/${other}`),
      products(),
    ]);
    expect(asked.map(({ status }) => status)).toEqual([500, 500, 500, 200, 200]);
    expect(fault.seen).toBe(3);
  });

  it("is published with the request on the event bus", async () => {
    const fault = add({ name: "busy", effect: { status: 503 } });
    const { headers } = await products();
    expect(events()).toEqual([
      {
        fault_id: fault.id,
        name: "busy",
        effect: "status",
        request_id: headers.get("x-request-id"),
        operation_id: "listProducts",
        path: "/products",
      },
    ]);
    expect(await recorded()).toMatchObject({ fault_id: "1", response: { status: 503 } });
    expect(fault.lastFiredAt).toBe(server.clock.now());
  });

  it("nothing, if the fault was removed", async () => {
    const { id } = add({ effect: { status: 503 } });
    server.sandbox.faults.remove(id);
    expect((await products()).status).toBe(200);
    expect(events()).toEqual([]);
    expect(await recorded()).toMatchObject({ fault_id: null });
  });
});
