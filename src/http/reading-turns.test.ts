import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { type Bounds, listen } from "./server.js";

const CONNECTIONS = 20;
const REQUESTS = 100;
const ONE = "GET /flood HTTP/1.1\r\nHost: a\r\n\r\n";
const OTHER = "GET /other HTTP/1.1\r\nHost: a\r\n\r\n";

/** Lets the event loop stand still until what was sent has come. */
const blockFor = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** For clients that are not trusted. */
const BOUNDS: Bounds = {
  ...{ connections: 100, connectionsOfAddress: 100 },
  ...{ headMs: 10_000, requestMs: 10_000, lookMs: 1000, stallMs: 10_000, keepAliveMs: 10_000 },
};

/** A server, and what of its requests Node has read. */
async function serve(bounds: Bounds | null = BOUNDS) {
  const server = await listen(() => new Response("whole"), { host: "127.0.0.1", port: 0, bounds });
  const port = Number(new URL(server.url).port);
  const read: string[] = [];
  let [inRound, most] = [0, 0];
  const note = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (request.socket.localPort !== port) return;
    read.push(request.url!);
    inRound += 1;
    most = Math.max(most, inRound);
    if (inRound === 1) void yieldToLoop().then(() => (inRound = 0));
  };
  subscribe("http.server.request.start", note);
  onTestFinished(() => {
    unsubscribe("http.server.request.start", note);
    return server.close();
  });
  return { port, read, most: () => most };
}

/** A connection from an address, which is open. */
async function open(port: number, localAddress = "127.0.0.1"): Promise<Socket> {
  const socket = connect({ port, host: "127.0.0.1", localAddress });
  onTestFinished(() => void socket.destroy());
  await new Promise<void>((done, fail) => socket.once("connect", done).once("error", fail));
  return socket;
}

const answers = (socket: Socket): (() => number) => {
  let text = "";
  socket.on("data", (chunk) => (text += chunk.toString()));
  return () => text.split("HTTP/1.1 200 OK").length - 1;
};

describe("connections of an address that bring many requests at once", () => {
  it("are read one after the other, and all are answered", async () => {
    const { port, read, most } = await serve();
    const sockets: Socket[] = [];
    for (let n = 0; n < CONNECTIONS; n++) sockets.push(await open(port));
    const counts = sockets.map(answers);
    for (const socket of sockets) socket.write(ONE.repeat(REQUESTS));
    blockFor(50);
    await expect.poll(() => read.length).toBe(CONNECTIONS * REQUESTS);
    await expect.poll(() => counts.map((count) => count())).toEqual(sockets.map(() => REQUESTS));
    expect(most()).toBeLessThanOrEqual(3 * REQUESTS);
    // Later requests are read as ever.
    for (const socket of sockets) socket.write(ONE);
    await expect.poll(() => counts.map((count) => count())).toEqual(sockets.map(() => REQUESTS + 1));
  });

  it("hold up no other client where clients are trusted, most of which have the same address", async () => {
    const { port, read, most } = await serve(null);
    const sockets: Socket[] = [];
    for (let n = 0; n < CONNECTIONS; n++) sockets.push(await open(port));
    const other = await open(port);
    const answered = answers(other);
    for (const socket of sockets) socket.write(ONE.repeat(REQUESTS));
    other.write(OTHER);
    blockFor(50);
    await expect.poll(answered).toBe(1);
    // In the same round as all of them.
    expect(most()).toBe(CONNECTIONS * REQUESTS + 1);
    expect(read).toHaveLength(most());
  });

  it("do not keep out a new connection of another address", async () => {
    const { port, read } = await serve();
    const flood = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(ONE.repeat(REQUESTS)));
      onTestFinished(() => void socket.destroy());
      return answers(socket);
    });
    const other = connect({ port, host: "127.0.0.1", localAddress: "127.0.0.2" }, () => other.write(OTHER));
    onTestFinished(() => void other.destroy());
    const answered = answers(other);
    await expect.poll(answered).toBe(1);
    expect(read.indexOf("/other")).toBeLessThan(5 * REQUESTS);
    await expect.poll(() => flood.map((count) => count())).toEqual(flood.map(() => REQUESTS));
  });
});
