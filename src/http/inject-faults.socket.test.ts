import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { wallTime } from "../clock/clock.js";
import { DEFAULTS } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { newSecret } from "../ids.js";
import { authorizationHeader, type Credentials, signedFetch } from "../oauth1/sign.js";
import type { FaultRule } from "../sandbox/fault-rule.js";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, seed: "demo", lab: false });
});
afterAll(async () => {
  await emulator.close();
  vi.restoreAllMocks();
});

// Cut connections must not appear in the emulator's own output.
const output = { error: vi.spyOn(console, "error"), info: vi.spyOn(console, "info") };
beforeEach(() => {
  output.error.mockClear();
  output.info.mockClear();
});
afterEach(async () => {
  await control("DELETE", "/_emulator/faults");
  expect([...output.error.mock.calls, ...output.info.mock.calls]).toEqual([]);
});

const signed = (credentials: Credentials) => (path: string, init?: RequestInit) =>
  signedFetch(credentials, { fetch, now: wallTime, nonce: () => newSecret(8) })(emulator.url + path, init);
const spi = (path: string, init?: RequestInit) => signed(emulator.credentials)(path, init);
const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

async function read(response: Response): Promise<any> {
  const body = await response.text();
  return body === "" ? undefined : JSON.parse(body);
}

async function control(method: string, path: string, body?: unknown): Promise<any> {
  const init = body === undefined ? { method } : json(method, body);
  return read(await fetch(emulator.url + path, init));
}
const add = async (rule: FaultRule) =>
  (await control("POST", "/_emulator/faults", rule)).faults[0].id as string;
const fault = (id: string) => control("GET", `/_emulator/faults/${id}`);
const exchange = async () => (await control("GET", "/_emulator/exchanges?limit=1000")).exchanges.at(-1);
/** The exchange that made a product of this name. */
const made = async (name: string) =>
  (await control("GET", "/_emulator/exchanges?limit=1000")).exchanges.find(
    (one: { request: { body: { name?: string } | null } }) => one.request.body?.name === name,
  );
const newProduct = (name: string) =>
  spi("/products", json("POST", { name, release: "15.04-core", snaps: ["a.b"] }));
const names = async () =>
  (await read(await spi("/products"))).products.map((one: { name: string }) => one.name);

/** With Node's client: how the answer began, how it ended, and how long each piece took. */
async function raw(path: string): Promise<{
  status?: number;
  length?: string | undefined;
  body: string;
  pieces: number;
  error?: string;
}> {
  const url = emulator.url + path;
  const authorization = authorizationHeader({
    method: "GET",
    url,
    credentials: emulator.credentials,
    signatureMethod: "HMAC-SHA1",
    timestamp: Math.floor(wallTime() / 1000),
    nonce: newSecret(8),
  });
  return new Promise((resolve) => {
    const sent = httpRequest(url, { headers: { authorization }, agent: false }, (response) => {
      const seen = { body: "", pieces: 0 };
      const head = { status: response.statusCode!, length: response.headers["content-length"] };
      response.setEncoding("utf8").on("data", (chunk: string) => {
        seen.body += chunk;
        seen.pieces += 1;
      });
      response.on("error", (error: NodeJS.ErrnoException) => {
        resolve({ ...head, ...seen, error: error.code ?? error.message });
      });
      response.on("end", () => resolve({ ...head, ...seen }));
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      resolve({ body: "", pieces: 0, error: error.code ?? error.message });
    });
    sent.end();
  });
}

describe("over a socket", () => {
  it("a status fault sends its status, and the connection stays open", async () => {
    await add({ effect: { status: 503, retry_after_s: 30 }, times: 1 });
    const refused = await spi("/products");
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "30"]);
    expect((await spi("/products")).status).toBe(200);
  });

  it("a reset sends no part of an answer and executes nothing", async () => {
    const id = await add({ effect: { reset: true }, times: 2 });
    const failed = await newProduct("never").catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
    expect(await exchange()).toMatchObject({ response: null, fault_id: id, operation_id: "createProduct" });
    expect(await raw("/products")).toEqual({ body: "", pieces: 0, error: "ECONNRESET" });
    expect(await names()).not.toContain("never");
    expect(await fault(id)).toMatchObject({ seen: 3, fired: 2 });
  });

  it("a request with a lost answer is executed before the reset", async () => {
    const id = await add({ match: { operation: "createProduct" }, effect: { lose_answer: true }, times: 1 });
    const failed = await newProduct("lost").catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: "fetch failed", cause: { code: "ECONNRESET" } });
    expect(await names()).toContain("lost");
    expect(await fault(id)).toMatchObject({ fired: 1 });
  });

  it("a truncated answer announces its whole length and ends early", async () => {
    const whole = await (await spi("/products")).text();
    await add({ effect: { truncate: true }, times: 2 });
    const cut = await raw("/products");
    const bytes = Buffer.byteLength(whole);
    expect(cut).toMatchObject({ status: 200, length: String(bytes), error: "ECONNRESET" });
    expect(cut.body).toBe(whole.slice(0, Math.ceil(bytes / 2)));
    const answer = await spi("/products");
    await expect(answer.text()).rejects.toMatchObject({ message: "terminated" });
    expect((await exchange()).response.body).toEqual(JSON.parse(whole));
    expect(await (await spi("/products")).text()).toBe(whole);
  });

  it("a slow body arrives in pieces and complete", async () => {
    const whole = await (await spi("/products")).text();
    await add({ effect: { slow_body_ms: 100 }, times: 1 });
    const from = wallTime();
    const slow = await raw("/products");
    expect(wallTime() - from).toBeGreaterThanOrEqual(95);
    expect(slow).toMatchObject({ status: 200, length: String(Buffer.byteLength(whole)), body: whole });
    expect(slow.pieces).toBeGreaterThan(5);
  });

  it("a long list arrives slowly, too, and is made meanwhile", async () => {
    const { id } = await read(await newProduct("long"));
    const path = `/products/${id}/test-specs`;
    const much = "x".repeat(300_000);
    for (let n = 0; n < 6; n++)
      expect((await spi(path, json("POST", { name: `s${n}`, test_payload: much }))).status).toBe(201);
    const whole = await (await spi(path)).text();
    const slowly = await add({ effect: { slow_body_ms: 100 } });
    const from = wallTime();
    const slow = await spi(path);
    expect([slow.status, slow.headers.get("content-length")]).toEqual([200, null]);
    expect(await slow.text()).toBe(whole);
    expect(wallTime() - from).toBeGreaterThanOrEqual(95);
    expect(await fault(slowly)).toMatchObject({ fired: 1 });
  });

  it("a client that leaves in the middle of a slow body does not disturb others", async () => {
    await add({ effect: { slow_body_ms: 600_000 }, times: 1 });
    const leaving = new AbortController();
    const answer = await spi("/products", { signal: leaving.signal });
    leaving.abort();
    await expect(answer.text()).rejects.toMatchObject({ name: "AbortError" });
    expect((await spi("/products")).status).toBe(200);
  });

  it("latency takes wall time, and others are answered meanwhile", async () => {
    await add({ match: { header: { name: "x-test", value: "slow" } }, effect: { latency_ms: 80 } });
    const from = wallTime();
    const order: string[] = [];
    await Promise.all([
      spi("/products", { headers: { "x-test": "slow" } }).then(() => order.push("slow")),
      spi("/products").then(() => order.push("other")),
    ]);
    expect(order).toEqual(["other", "slow"]);
    expect(wallTime() - from).toBeGreaterThanOrEqual(75);
  });

  it("a client that gives up ends the latency; the request was executed", async () => {
    const id = await add({ match: { operation: "createProduct" }, effect: { latency_ms: 600_000 } });
    const leaving = new AbortController();
    const init = json("POST", { name: "left", release: "15.04-core", snaps: [] });
    const answer = spi("/products", { ...init, signal: leaving.signal });
    await expect.poll(names).toContain("left");
    leaving.abort();
    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
    // The exchange is recorded when it ends.
    await expect.poll(() => made("left")).toMatchObject({ fault_id: id, response: { status: 201 } });
  });

  it("a cut connection also cuts the other requests on it", async () => {
    await add({ match: { path: "/api/*" }, effect: { reset: true } });
    const { hostname, port } = new URL(emulator.url);
    const socket = connect(Number(port), hostname);
    const body = "{}";
    const head = `POST /api/v2/tokens/oauth HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    socket.write(`${head}${body}${head}${body}`);
    await expect(text(socket)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  it("faults of one sandbox leave another alone", async () => {
    const other = await control("POST", "/_emulator/sandboxes", { seed: "demo", lab: false });
    await control("POST", `/_emulator/faults?sandbox=${other.name}`, { set: "maintenance" });
    const there = await signed(other.accounts[0].credentials as Credentials)("/products");
    expect([there.status, there.headers.get("retry-after")]).toEqual([503, "30"]);
    expect((await spi("/products")).status).toBe(200);
    expect((await control("GET", "/_emulator/faults")).faults).toEqual([]);
    expect((await control("GET", `/_emulator/faults?sandbox=${other.name}`)).faults[0].fired).toBe(1);
  });

  it("closing does not wait for a latency", async () => {
    const another = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, seed: "demo", speed: 1000 });
    await fetch(
      `${another.url}/_emulator/faults`,
      json("POST", { match: { operation: "pickTestOpportunity" }, effect: { latency_ms: 600_000 } }),
    );
    const seen = async () => (await read(await fetch(`${another.url}/_emulator/faults`))).faults[0].seen;
    await expect.poll(seen).toBeGreaterThan(0);
    // If it waited, the test would time out.
    await another.close();
  });
});
