import { get, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { machine } from "../../clock/clock.js";
import { DEFAULTS } from "../../config.js";
import { type Emulator, runEmulator } from "../../emulator.js";
import { signedFetch } from "../../oauth1/sign.js";
import { Sandboxes } from "../../sandbox/sandboxes.js";
import type { Sandbox } from "../../sandbox/sandbox.js";

let emulator: Emulator;
let sandbox: Sandbox;
let product: (path: string) => Promise<Response>;

beforeEach(async () => {
  const made = vi.spyOn(Sandboxes.prototype, "startLabs");
  emulator = await runEmulator({ ...DEFAULTS, port: 0, inMemory: true, lab: false, clock: "manual" });
  sandbox = (made.mock.contexts[0] as Sandboxes).registry.main;
  const options = { fetch: (url: string, init?: RequestInit) => fetch(url, init), now: Date.now, nonce };
  const send = signedFetch(emulator.credentials, options);
  product = (path) => send(emulator.url + path);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await emulator.close();
});

const placeAfter = (id: number): string => sandbox.bus.placeAfter(id);
const nonce = (): string => Math.random().toString(36);

interface Received {
  id?: string;
  event?: string;

  data?: any;
  comment?: string;
}

/** A client with its own socket. */
class Client {
  readonly blocks: Received[] = [];
  readonly ended: Promise<void>;
  #wake: () => void = () => undefined;

  constructor(readonly response: IncomingMessage) {
    let rest = "";
    response.setEncoding("utf8").on("data", (text: string) => {
      const blocks = (rest + text).split("\n\n");
      rest = blocks.pop()!;
      this.blocks.push(...blocks.map(read));
      this.#wake();
    });
    this.ended = new Promise((resolve) => response.once("close", resolve));
  }

  get events(): Received[] {
    return this.blocks.filter(({ event }) => event !== undefined);
  }

  /** Reads until a condition holds. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

function read(block: string): Received {
  const received: Received = {};
  for (const line of block.split("\n")) {
    const [, name, value] = /^([a-z]*): ?(.*)$/.exec(line)!;
    if (name === "") received.comment = value!;
    else if (name === "data") received.data = JSON.parse(value!);
    else if (name === "id" || name === "event") received[name] = value!;
  }
  return received;
}

async function follow(query = "", headers: Record<string, string> = {}): Promise<Client> {
  const url = `${emulator.url}/_emulator/events${query}`;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on("error", reject);
  });
  const client = new Client(response);
  if (response.statusCode === 200) await client.until(() => client.blocks.length > 0);
  return client;
}

describe("the stream of events", () => {
  it("sends the events from now on", async () => {
    await product("/products");
    const client = await follow();
    expect(client.response.headers["content-type"]).toBe("text/event-stream");
    await product("/product");
    await client.until(() => client.events.length > 0);
    expect(client.events).toEqual([
      {
        id: placeAfter(2),
        event: "exchange",
        data: {
          at: "2016-01-04T16:58:28.805000+00:00",
          exchange_id: 2,
          method: "GET",
          path: "/product",
          status: 404,
          operation_id: null,
          account: null,
          source: "client",
          fault_id: null,
        },
      },
    ]);
    client.response.destroy();
  });

  it("continues at the client's position, by header or by query; the header wins", async () => {
    for (let n = 0; n < 3; n++) await product("/products");
    const first = placeAfter(1);
    for (const [query, headers] of [
      ["", { "last-event-id": first }],
      [`?last_event_id=${first}`, {}],
      ["?last_event_id=0", { "last-event-id": first }],
    ] as const) {
      const client = await follow(query, headers);
      await client.until(() => client.events.length === 2);
      expect(client.events.map(({ id }) => id)).toEqual([placeAfter(2), placeAfter(3)]);
      client.response.destroy();
    }
  });

  it.each([
    ["lost events", () => placeAfter(77)],
    ["another run, even if this one has more events", () => "1-00000000"],
  ])("reports a gap, and continues after it: %s", async (_, place) => {
    await product("/products");
    await product("/products");
    const after = place();
    const client = await follow("", { "last-event-id": after });
    await product("/products");
    await client.until(() => client.events.length === 2);
    const id = placeAfter(2);
    expect(client.events[0]).toEqual({ id, event: "gap", data: { after, goes_on_after: id } });
    expect(client.events[1]).toMatchObject({ id: placeAfter(3), event: "exchange" });
    client.response.destroy();
  });

  it("sends only the requested types", async () => {
    const client = await follow("?types=clock,device");
    await product("/products");
    sandbox.bus.publish("clock", 0, { speed: 1 });
    await client.until(() => client.events.length > 0);
    expect(client.events.map(({ event }) => event)).toEqual(["clock"]);
    client.response.destroy();
  });

  it.each([
    ["?types=exchange,clocks", {}, /^types: got "clocks"; accepted: opportunity, exchange, device/],
    ["", { "last-event-id": "x" }, /^Last-Event-ID: got "x"/],
    ["", { "last-event-id": "1" }, /^Last-Event-ID: got "1"; accepted: the id of an event, or 0/],
    ["?last_event_id=x", {}, /^last_event_id: got "x"/],
    ["?sandbox=none", {}, /^sandbox: got "none"/],
  ])("refuses %s %j", async (query, headers, message) => {
    const { response } = await follow(query, headers);
    const body = (await response.setEncoding("utf8").toArray()).join("");
    expect(response.statusCode).toBe(query.includes("sandbox") ? 404 : 400);
    expect(JSON.parse(body).message).toMatch(message);
  });

  it("sends heartbeats, with the position after filtered events", async () => {
    const timers: (() => void)[] = [];
    const real = setTimeout;
    vi.spyOn(machine, "setTimeout").mockImplementation(((task: () => void, ms: number) => {
      if (ms === 15_000) timers.push(task);
      return real(task, ms);
    }) as never);
    const client = await follow("?types=clock");
    await expect.poll(() => timers).toHaveLength(1);
    timers[0]!();
    await client.until(() => client.blocks.length === 2);
    expect(client.blocks[1]).toEqual({ comment: "alive" });
    await product("/products");
    await expect.poll(() => timers.length).toBeGreaterThan(2);
    timers.at(-1)!();
    await client.until(() => client.blocks.length === 3);
    expect(client.blocks[2]).toEqual({ comment: "alive", id: placeAfter(1) });
    client.response.destroy();
  });

  it("leaves nothing behind when the client disconnects", async () => {
    const clients = await Promise.all([follow(), follow(), follow("?types=clock")]);
    expect(sandbox.bus.watchers).toBe(3);
    for (const { response } of clients) response.destroy();
    await expect.poll(() => sandbox.bus.watchers).toBe(0);
  });

  it("sends no stream for a HEAD request", async () => {
    const answer = await fetch(`${emulator.url}/_emulator/events`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    expect(sandbox.bus.watchers).toBe(0);
  });

  it("ends with its sandbox", async () => {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ name: "other", seed: "empty" });
    await fetch(`${emulator.url}/_emulator/sandboxes`, { method: "POST", headers, body });
    const client = await follow("?sandbox=other");
    await fetch(`${emulator.url}/_emulator/sandboxes/other`, { method: "DELETE" });
    await client.ended;
  });
});

describe("an emulator that closes", () => {
  it("does not wait for clients that follow or wait", { timeout: 30_000 }, async () => {
    const client = await follow();
    const url = `${emulator.url}/_emulator/exchanges/wait`;
    const headers = { "content-type": "application/json" };
    const waiting = fetch(url, {
      method: "POST",
      headers,
      body: '{"operation":"deleteProduct","timeout_ms":60000}',
    });
    await expect.poll(() => sandbox.exchanges.watchers).toBe(1);
    // If it waited for them, the test would time out.
    await emulator.close();
    await client.ended;
    expect((await waiting).status).toBe(408);
    expect([sandbox.bus.watchers, sandbox.exchanges.watchers]).toEqual([0, 0]);
  });
});

describe("a wait over a socket", () => {
  it("ends when the client disconnects", async () => {
    const abort = new AbortController();
    const url = `${emulator.url}/_emulator/exchanges/wait`;
    const headers = { "content-type": "application/json" };
    const waiting = fetch(url, { method: "POST", headers, body: "{}", signal: abort.signal });
    await expect.poll(() => sandbox.exchanges.watchers).toBe(1);
    abort.abort();
    await expect(waiting).rejects.toThrow("abort");
    await expect.poll(() => sandbox.exchanges.watchers).toBe(0);
  });

  it("is answered by a request of another client", async () => {
    const url = `${emulator.url}/_emulator/exchanges/wait`;
    const headers = { "content-type": "application/json" };
    const waiting = fetch(url, { method: "POST", headers, body: '{"path":"/products"}' });
    await expect.poll(() => sandbox.exchanges.watchers).toBe(1);
    await product("/products");
    const { exchanges } = (await (await waiting).json()) as { exchanges: { request: { url: string } }[] };
    expect(exchanges[0]!.request.url).toBe(`${emulator.url}/products`);
  });

  it("has the body of an unsigned request", async () => {
    const headers = { "content-type": "application/json" };
    const url = `${emulator.url}/_emulator/exchanges/wait`;
    const waiting = fetch(url, { method: "POST", headers, body: '{"status":401}' });
    await expect.poll(() => sandbox.exchanges.watchers).toBe(1);
    await fetch(`${emulator.url}/products`, { method: "POST", headers, body: '{"name":"n"}' });
    const { exchanges } = (await (await waiting).json()) as { exchanges: { request: object }[] };
    expect(exchanges[0]!.request).toMatchObject({
      body: { name: "n" },
      body_bytes: 12,
      body_truncated: false,
    });
  });
});
