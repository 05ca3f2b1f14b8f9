import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { type Bounds, type Fetch, listen, type Server } from "./server.js";

/** The bounds of unknown clients, shortened for tests. */
const HERE = { host: "127.0.0.1", port: 0 };
const BOUNDS: Bounds = {
  headMs: 40,
  requestMs: 60,
  lookMs: 20,
  stallMs: 200,
  keepAliveMs: 1000,
  connections: 100,
  connectionsOfAddress: 20,
};

let server: Server;
/** Resolves when the client of an answer is gone. */
let left: Promise<unknown>;
beforeEach(async () => {
  let leave: (reason: unknown) => void;
  left = new Promise((resolve) => (leave = resolve));
  const endless = (): Response =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new Uint8Array(256 * 1024)),
        cancel: (reason) => leave(reason),
      }),
    );
  const fetch: Fetch = async (request) => {
    if (request.url.endsWith("/endless")) return endless();
    await request.text();
    return new Response("whole");
  };
  server = await listen(fetch, { ...HERE, bounds: BOUNDS });
});
afterEach(() => server.close());

/** Sends only these bytes, and reads until the server ends the connection. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk) => (answer += chunk.toString())).on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

const POST = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n";

describe("a slow client", () => {
  it.each([
    ["nothing of its request", ""],
    ["half of a head", POST],
    ["half of a body", `${POST}\r\nhalf`],
  ])("that sends %s is told so, and loses its connection", async (_, text) => {
    expect(await raw(text)).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n[^]*"id":"invalid-data"/);
  });

  it("that does not read its answer loses the connection, and the answer is cancelled", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () =>
      socket.pause().write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n"),
    );
    socket.on("error", () => undefined);
    await left;
    socket.destroy();
  });
});

describe("a client that is trusted", () => {
  const open = async (times: Partial<Pick<Bounds, "keepAliveMs" | "stallMs">>, fetch: Fetch) => {
    const trusting = await listen(fetch, { ...HERE, times });
    onTestFinished(() => trusting.close());
    const socket = connect(Number(new URL(trusting.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    const closed = new Promise<string>((resolve, reject) =>
      socket.on("error", reject).on("close", () => resolve(text)),
    );
    return { socket, closed, text: () => text };
  };

  it("is told when its body stands still, and loses its connection", async () => {
    const { socket, closed } = await open(
      { stallMs: 50 },
      async (request) => new Response(await request.text()),
    );
    socket.write(`${POST}\r\nhalf`);
    expect(await closed).toMatch(/^HTTP\/1.1 408 Request Timeout\r\n[^]*"id":"invalid-data"/);
  });

  it("may wait for its answer as long as it takes", async () => {
    const answers: ((answer: Response) => void)[] = [];
    const { socket, closed } = await open(
      { stallMs: 1 },
      () => new Promise((answer) => answers.push(answer)),
    );
    socket.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    await expect.poll(() => answers).toHaveLength(1);
    blockFor(50);
    await yieldToLoop();
    answers[0]!(new Response("late"));
    expect(await closed).toMatch(/^HTTP\/1.1 200 OK\r\n[^]*late$/);
  });

  it("is answered where the process stood still for longer than a connection is kept", async () => {
    const { socket, closed, text } = await open({ keepAliveMs: 100 }, () => new Response("whole"));
    const request = "GET / HTTP/1.1\r\nHost: h\r\n";
    socket.write(`${request}\r\n`);
    await expect.poll(text, { interval: 1 }).toContain("whole");
    // Timers come first in the next round of the event loop, and the request after them.
    await yieldToLoop();
    socket.write(`${request}Connection: close\r\n\r\n`);
    // Node keeps a connection a second longer than it says.
    blockFor(1500);
    expect((await closed).match(/whole/g)).toHaveLength(2);
  });
});

/** Lets the event loop stand still. */
const blockFor = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

it("an address has a limited number of connections, and one that is refused holds no place", async () => {
  // With times that no slow machine reaches.
  const minute = 60_000;
  const patient = { headMs: minute, requestMs: minute, lookMs: minute, stallMs: minute, keepAliveMs: minute };
  const limited = await listen(() => new Response("whole"), { ...HERE, bounds: { ...BOUNDS, ...patient } });
  const { port } = new URL(limited.url);
  const open = (localAddress: string): Promise<"open" | "closed"> =>
    new Promise((resolve) => {
      const socket = connect({ host: "127.0.0.1", port: Number(port), localAddress });
      sockets.push(socket);
      socket.on("error", () => resolve("closed")).on("close", () => resolve("closed"));
      socket.on("data", () => resolve("open"));
      socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    });
  const sockets: ReturnType<typeof connect>[] = [];
  const all = await Promise.all(Array.from({ length: 60 }, () => open("127.0.0.1")));
  expect(all.filter((state) => state === "open")).toHaveLength(20);
  expect(await open("127.0.0.2")).toBe("open");
  const gone = new Promise((done) => sockets[all.indexOf("open")]!.once("close", done));
  sockets[all.indexOf("open")]!.destroy();
  await gone;
  await expect.poll(() => open("127.0.0.1")).toBe("open");
  for (const socket of sockets) socket.destroy();
  await limited.close();
});
