import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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
