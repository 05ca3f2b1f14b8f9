import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { beforeEach, describe, expect, it } from "vitest";
import { yieldToLoop } from "../../clock/clock.js";
import { MAX_EXCHANGES } from "../../sandbox/exchange-log.js";
import { MAX_WAITS } from "../exchange-wait.js";
import { testServer, type TestServer } from "../../http/testing/test-server.js";

const BASE = "/_emulator/exchanges";
const UNKNOWN = "99787105-911f-4e23-bded-b0b8253aee11";

let server: TestServer;
let product: string;
let opportunity: string;

/** 1 product, 2 spec, 3 image, 4 pick by pi2-00, 5 its result refused, 6 its result, 7 a 404, 8 account two. */
beforeEach(async () => {
  server = await testServer();
  product = (await server.send("POST", "/products", { name: "p", release: "r", snaps: [] })).body.id;
  await server.send("POST", `/products/${product}/test-specs`, { name: "s" });
  const image = { image_unique_id: "i", image_reference: null };
  const { ids } = (await server.send("POST", `/products/${product}/images`, image)).body;
  opportunity = ids[0].test_opportunity_id;
  await server.asLab("POST", "/agents/pi2-00/pick", { platform: "pi2" });
  const result = { test_status: "PASSED", result_payload: {} };
  const path = `/test-opportunities/${opportunity}/results`;
  await server.send("POST", path, { ...result, agent_id: "other" });
  await server.send("POST", path, { ...result, agent_id: "pi2-00" });
  await server.send("GET", `/products/${UNKNOWN}`);
  await server.as("two@example.com")("GET", "/products");
});

const ids = async (query: string): Promise<number[]> => {
  const { status, body } = await server.control("GET", `${BASE}?${query}`);
  expect(status).toBe(200);
  return body.exchanges.map(({ id }: { id: number }) => id);
};

describe("filters", () => {
  it.each([
    ["operation=createProduct", [1]],
    ["method=GET", [7, 8]],
    ["path=/products/*", [2, 3, 7]],
    ["path=*/results", [5, 6]],
    ["status=409", [5]],
    ["status=4xx", [5, 7]],
    ["status=5xx", []],
    ["agent=pi2-00", [4, 6]],
    ["account=TWO@example.com", [8]],
    ["since=6", [7, 8]],
    ["since=0&status=2xx&method=POST&agent=pi2-00", [4, 6]],
    ["limit=2", [7, 8]],
    ["status=201&limit=1", [6]],
  ])("%s", async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it("product: everything that belongs to it", async () => {
    expect(await ids(`product=${product}`)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await ids(`product=${product.toUpperCase()}`)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await ids(`product=${UNKNOWN}`)).toEqual([7]);
  });

  it("opportunity: the requests that made it, picked it, or posted its result", async () => {
    await server.send("GET", `/products/${product}/tests/events`);
    expect(await ids(`opportunity=${opportunity}`)).toEqual([3, 4, 5, 6]);
  });

  it("product and opportunity: requests of the older API too", async () => {
    const image = { image_unique_id: "j", image_reference: null, image_name: "n" };
    await server.send("POST", `/products/${product}/test-specs`, { name: "t", image_name: "n" });
    const made = await server.send("POST", "/orgs/docs-org/images", image);
    expect(made.status).toBe(201);
    expect(await ids(`opportunity=${made.body.ids[0]}`)).toEqual([10]);
    expect(await ids(`product=${product}&since=9`)).toEqual([10]);
  });

  it("total counts all matching exchanges, and count is the same number", async () => {
    const { body } = await server.control("GET", `${BASE}?status=201&limit=1`);
    expect([body.total, body.dropped, body.exchanges.length]).toEqual([4, 0, 1]);
    expect((await server.control("GET", `${BASE}/count?status=201`)).body).toEqual({ count: 4 });
  });

  it.each([
    ["operation=listProduct", /^operation: got "listProduct"; accepted: .*; nearest: listProducts$/],
    ["status=600", /^status: /],
    ["since=x", /^since: /],
    ["product=x", /^product: /],
    ["colour=red", /^colour: unknown/],
  ])("%s cannot be used", async (query, message) => {
    for (const path of [BASE, `${BASE}/count`]) {
      const answer = await server.control("GET", `${path}?${query}`);
      expect([answer.status, answer.body.message]).toEqual([400, expect.stringMatching(message)]);
    }
    expect((await server.control("GET", `${BASE}?sandbox=none`)).status).toBe(404);
  });
});

describe("one exchange", () => {
  it("is found by its number", async () => {
    const { status, body } = await server.control("GET", `${BASE}/5`);
    expect([status, body.id, body.refusal.id]).toEqual([200, 5, "conflict"]);
    const none = await server.control("GET", `${BASE}/99`);
    expect([none.status, none.body.message]).toEqual([
      404,
      "exchange_id: sandbox default has no exchange 99; kept are numbers from 1 to 8",
    ]);
    expect((await server.control("GET", `${BASE}/x`)).status).toBe(400);
  });
});

describe("forgetting", () => {
  it("clears the log, and continues the numbering", async () => {
    expect((await server.control("DELETE", BASE)).status).toBe(204);
    expect(await ids("")).toEqual([]);
    await server.send("GET", "/products");
    expect(await ids("")).toEqual([9]);
  });

  it("is cleared by a reset, and is not part of a snapshot", async () => {
    await server.control("POST", "/_emulator/snapshots", { name: "s" });
    const snapshot = await server.control("GET", "/_emulator/snapshots/s");
    expect(JSON.stringify(snapshot.body)).not.toContain("/products/");
    const answer = await server.control("POST", "/_emulator/reset", { seed: "demo" });
    expect(answer.status).toBe(200);
    expect(await ids("")).toEqual([]);
  });
});

describe("waiting", () => {
  const wait = (body: object) => server.control("POST", `${BASE}/wait`, body);
  const { exchanges } = { exchanges: () => server.sandbox.exchanges };

  it("answers at once if they exist, from the beginning of the log", async () => {
    const { status, body } = await wait({ status: 201, count: 2, timeout_ms: 0 });
    expect([status, body.exchanges.map(({ id }: { id: number }) => id)]).toEqual([200, [1, 2, 3, 6]]);
  });

  it("answers when the last of them arrives", async () => {
    let ended = false;
    const waiting = wait({ operation: "listProducts", since: 8, count: 2 }).finally(() => (ended = true));
    await server.send("GET", "/products");
    await server.send("GET", "/product");
    await yieldToLoop();
    expect(ended).toBe(false);
    await server.send("GET", "/products");
    const { status, body } = await waiting;
    expect([status, body.exchanges.map(({ id }: { id: number }) => id)]).toEqual([200, [9, 11]]);
    expect(exchanges().watchers).toBe(0);
  });

  it("starts again when the log is cleared", async () => {
    const waiting = wait({ operation: "listProducts", count: 2 });
    await yieldToLoop();
    exchanges().clear();
    await server.send("GET", "/products");
    await server.send("GET", "/products");
    expect((await waiting).body.exchanges.map(({ id }: { id: number }) => id)).toEqual([9, 10]);
  });

  it("says what came instead when the time is over, the closest first", async () => {
    await server.send("GET", "/products");
    await server.asLab("POST", "/agents/pi2-00/pick", {});
    const { status, body } = await wait({ operation: "listProducts", status: "4xx", timeout_ms: 1 });
    expect([status, body.id]).toEqual([408, "timeout"]);
    expect(body.message).toBe(
      "waited 1 ms for an exchange with operation listProducts, status 4xx; came 0; instead: " +
        "GET /products 200 (2 times) (status 200), " +
        `GET /products/${UNKNOWN} 404 (operation getProduct), ` +
        `POST /test-opportunities/${opportunity}/results 409 (operation postTestResult), ` +
        `POST /test-opportunities/${opportunity}/results 201 (operation postTestResult, status 201), ` +
        "POST /agents/pi2-00/pick 200 (operation pickTestOpportunity, status 200), and 3 other kinds",
    );
    expect(exchanges().watchers).toBe(0);
  });

  it("says if one came before, or if nothing came", async () => {
    const before = await wait({ path: `/products/${UNKNOWN}`, since: 7, timeout_ms: 0 });
    expect(before.body.message).toContain(`instead: GET /products/${UNKNOWN} 404 (number 7, before), `);
    exchanges().clear();
    expect((await wait({ timeout_ms: 0, count: 3 })).body.message).toBe(
      "waited 0 ms for 3 exchanges; came 0; nothing else came",
    );
  });

  it("refuses filters that can never match", async () => {
    expect((await wait({ operation: "listProduct" })).status).toBe(400);
    expect((await wait({ count: 0 })).status).toBe(400);
    expect((await wait({ timeout_ms: 60_001 })).status).toBe(400);
  });

  it.each([
    ["found what they wait for", { path: "/orders" }, true],
    ["waited long enough", { path: "/nothing", timeout_ms: 50 }, false],
  ])("many that %s at the same time are answered in turns", async (_, body, comes) => {
    let answered = 0;
    const all = Array.from({ length: 20 }, () => wait(body).then(() => (answered += 1)));
    await expect.poll(() => exchanges().watchers).toBe(20);
    if (comes) await server.send("GET", "/orders");
    const inTurn: number[] = [];
    while (answered < 20) {
      const before = answered;
      await yieldToLoop();
      inTurn.push(answered - before);
    }
    await Promise.all(all);
    expect(Math.max(...inTurn)).toBeLessThan(10);
  });

  it("keeps no exchange that the log has dropped", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const waiting = wait({ method: "PUT", count: 2 });
    await expect.poll(() => exchanges().watchers).toBe(1);
    await server.send("PUT", "/products", "first");
    const latest = () => new WeakRef(exchanges().all().at(-1)!);
    const first = latest();
    for (let n = 0; n < 2 * MAX_EXCHANGES; n++) await server.send("GET", "/x");
    await yieldToLoop();
    collect();
    expect(first.deref()).toBeUndefined();
    await server.send("PUT", "/products", "last");
    expect((await waiting).body.exchanges).toHaveLength(1);
  });

  it("is refused where very many wait already", async () => {
    const all = Array.from({ length: MAX_WAITS }, () => wait({ path: "/orders" }));
    await expect.poll(() => exchanges().watchers).toBe(MAX_WAITS);
    expect(await wait({ path: "/orders" })).toMatchObject({
      status: 503,
      body: { id: "service-unavailable", message: expect.stringContaining("200 requests wait") },
    });
    await server.send("GET", "/orders");
    expect(new Set((await Promise.all(all)).map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("ends when the sandbox closes", async () => {
    const waiting = wait({ operation: "listTestEvents" });
    await yieldToLoop();
    server.sandbox.bus.end();
    expect((await waiting).body.message).toMatch(/^the sandbox went away, waiting for an exchange/);
    expect(exchanges().watchers).toBe(0);
  });
});

describe("the HTTP archive", () => {
  it("is HAR 1.2", async () => {
    const { log } = (await server.control("GET", "/_emulator/exchanges.har")).body;
    expect([log.version, log.creator.name, log.entries.length]).toEqual(["1.2", "spi-emulator", 8]);
    for (const entry of log.entries) {
      expect(new Date(entry.startedDateTime as string).toISOString()).toBe(entry.startedDateTime);
      expect(entry.time).toBeGreaterThanOrEqual(0);
      expect(entry.request).toMatchObject({
        method: expect.stringMatching(/^(GET|POST)$/),
        url: expect.stringMatching(/^http:/),
        httpVersion: "HTTP/1.1",
        cookies: [],
        queryString: [],
        headersSize: -1,
        bodySize: expect.any(Number),
      });
      expect(entry.response).toMatchObject({
        status: expect.any(Number),
        statusText: expect.stringMatching(/./),
        httpVersion: "HTTP/1.1",
        cookies: [],
        redirectURL: "",
        content: { size: expect.any(Number), mimeType: "application/json", text: expect.any(String) },
      });
      expect(entry).toMatchObject({ cache: {}, timings: { send: 0, wait: entry.time, receive: 0 } });
      for (const { name, value } of [...entry.request.headers, ...entry.response.headers]) {
        expect([typeof name, typeof value]).toEqual(["string", "string"]);
      }
    }
    const [first] = log.entries;
    expect(JSON.parse(first.request.postData.text as string)).toEqual({ name: "p", release: "r", snaps: [] });
    expect(first.request.postData.mimeType).toBe("application/json");
    expect(JSON.parse(first.response.content.text as string).id).toBe(product);
  });

  it("shows a connection that a fault closed as browsers do, with the fault's number", async () => {
    const effect = { reset: true };
    await server.control("POST", "/_emulator/faults", { effect });
    await server.send("GET", "/products").catch(() => undefined);
    const { exchanges: all } = (await server.control("GET", BASE)).body;
    expect(all.at(-1)).toMatchObject({ response: null, refusal: null, fault_id: "1" });
    const { log } = (await server.control("GET", "/_emulator/exchanges.har")).body;
    expect(log.entries.at(-1).response).toMatchObject({ status: 0, statusText: "", bodySize: -1 });
    expect(log.entries.at(-1)._faultId).toBe("1");
  });
});
