import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { selfSigned } from "../self-signed.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import type { Bindings } from "./context.js";
import { MAX_PIPELINED } from "./pipelined.js";
import { type Bounds, listen, type ListenOptions } from "./server.js";

const ONE = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

const BOUNDS: Bounds = {
  ...{ connections: 100, connectionsOfAddress: 100 },
  ...{ headMs: 10_000, requestMs: 10_000, lookMs: 1000, stallMs: 10_000, keepAliveMs: 10_000 },
};

/** A server that answers when it is told to. */
async function waiting(times: ListenOptions["times"] = {}) {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  const answer = async (request: Request): Promise<Response> => {
    asked += 1;
    await request.text();
    await released;
    return new Response("whole");
  };
  const server = await listen(answer, { host: "127.0.0.1", port: 0, times });
  onTestFinished(() => server.close());
  return { port: Number(new URL(server.url).port), release, asked: () => asked };
}

/** Lets the event loop stand still. */
const blockFor = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

describe("requests that are sent before earlier ones are answered", () => {
  it(`are answered in their order, up to ${MAX_PIPELINED} on a connection`, async () => {
    const { port, release, asked } = await waiting();
    const socket = connect(port, "127.0.0.1", () => socket.write(ONE.repeat(MAX_PIPELINED)));
    onTestFinished(() => void socket.destroy());
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    await expect.poll(asked).toBe(1);
    release();
    await expect.poll(() => text.split("HTTP/1.1 200 OK").length - 1).toBe(MAX_PIPELINED);
    // Answered ones do not count.
    socket.write(ONE.repeat(MAX_PIPELINED));
    await expect.poll(() => text.split("HTTP/1.1 200 OK").length - 1).toBe(2 * MAX_PIPELINED);
  });

  it.each([
    [
      "is broken",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n",
      "400 Bad Request",
    ],
    ["stands still", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf", "408 Request Timeout"],
  ])("are answered before one whose body %s is refused", async (_, last, refusal) => {
    const { port, release, asked } = await waiting({ stallMs: 50 });
    const socket = connect(port, "127.0.0.1", () => socket.write(ONE + ONE + last));
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString()));
    const closed = new Promise<void>((done, fail) => socket.on("error", fail).once("close", () => done()));
    await expect.poll(asked).toBe(1);
    // Longer than a body may stand still.
    blockFor(100);
    for (let round = 0; round < 3; round++) await yieldToLoop();
    release();
    await closed;
    expect(text.match(/(?<=HTTP\/1.1 ).*$/gm)).toEqual(["200 OK", "200 OK", refusal]);
  });

  it("are answered before what is no HTTP is refused, once, however much of it comes", async () => {
    let release = (): void => undefined;
    let asked: Bindings | null = null;
    const answer = (_: Request, bindings: Bindings): Promise<Response> => {
      asked = bindings;
      return new Promise((resolve) => (release = () => resolve(new Response("whole"))));
    };
    const server = await listen(answer, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close());
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(ONE));
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString())).on("error", () => undefined);
    await expect.poll(() => asked).not.toBeNull();
    const { incoming, outgoing } = asked! as Required<Bindings>;
    const listeners: number[] = [];
    for (let n = 0; n < 5; n++) {
      const before = incoming.socket.bytesRead;
      socket.write("no HTTP\r\n\r\n");
      await expect.poll(() => incoming.socket.bytesRead, { interval: 1 }).toBeGreaterThan(before);
      listeners.push(outgoing.listenerCount("close"));
    }
    expect(listeners).toEqual(listeners.map(() => listeners[0]));
    const closed = new Promise((done) => socket.once("close", done));
    release();
    await closed;
    expect(text.match(/(?<=HTTP\/1.1 ).*$/gm)).toEqual(["200 OK", "400 Bad Request"]);
  });

  it.each([
    ["all", null],
    ["clients that are not trusted", BOUNDS],
  ])("are answered beside a large answer over TLS, to %s", async (_, bounds) => {
    const tls = await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder());
    const fetch = ({ method }: Request): Response =>
      new Response(method === "POST" ? Buffer.alloc(20_000_000, " ") : "whole");
    const server = await listen(fetch, { host: "127.0.0.1", port: 0, tls, bounds });
    onTestFinished(() => server.close());
    const socket = connectTls({
      ...{ port: Number(new URL(server.url).port), host: "127.0.0.1" },
      rejectUnauthorized: false,
    });
    onTestFinished(() => void socket.destroy());
    let text = "";
    let isClosed = false;
    socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1").trim()));
    socket.once("close", () => (isClosed = true));
    socket.write(ONE.replace("GET", "POST"));
    await expect.poll(() => text).toContain("200 OK");
    socket.pause();
    // In several records, of which Node passes on those that have come together.
    socket.write(ONE.replace("a", "a".repeat(100)).repeat(MAX_PIPELINED - 1));
    for (let round = 0; round < 100; round++) await yieldToLoop();
    socket.resume();
    const answered = (): number => text.split("HTTP/1.1 200 OK").length - 1;
    await expect.poll(() => isClosed || answered() === MAX_PIPELINED).toBe(true);
    expect([answered(), isClosed]).toEqual([MAX_PIPELINED, false]);
  });

  it("are forgotten where a connection over TLS closes before they are read", async () => {
    const tls = await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder());
    let first: Bindings | null = null;
    let asked = 0;
    const fetch = (_: Request, bindings: Bindings): Response => {
      asked += 1;
      first ??= bindings;
      return new Response(Buffer.alloc(20_000_000, " "));
    };
    const server = await listen(fetch, { host: "127.0.0.1", port: 0, tls });
    onTestFinished(() => server.close());
    const socket = connectTls({
      ...{ port: Number(new URL(server.url).port), host: "127.0.0.1" },
      rejectUnauthorized: false,
    });
    socket.write(ONE);
    await new Promise((first) => socket.once("data", first));
    socket.pause();
    // Node pauses at the next one, and keeps what comes then.
    const kept = first!.incoming!.socket;
    await expect.poll(() => socket.write(ONE) && kept.readableLength, { interval: 1 }).toBeGreaterThan(0);
    const { parser, _parent: below } = kept as unknown as { parser: { resume: () => void }; _parent: Socket };
    // Node goes on when the answers have gone out, maybe at once with the connection below, as at a stop.
    parser.resume();
    below.destroy();
    kept.destroy();
    expect(kept.read()).not.toBeNull();
    expect(asked).toBe(1);
  });

  it("count also where an Expect is refused", async () => {
    const { port } = await waiting();
    const text = ONE.replace("\r\n\r\n", "\r\nExpect: nothing\r\n\r\n").repeat(2 * MAX_PIPELINED);
    const socket = connect(port, "127.0.0.1", () => socket.write(ONE + text));
    onTestFinished(() => void socket.destroy());
    await new Promise<void>((done) => socket.on("error", () => undefined).once("close", () => done()));
    expect(socket.bytesRead).toBe(0);
  });

  it("close the connection where CONNECT follows, which Node then lets go of", async () => {
    let isCancelled = false;
    // Its pieces go out only while Node tells that the client takes them.
    const stream = (): ReadableStream =>
      new ReadableStream(
        {
          pull: (controller) => controller.enqueue(Buffer.alloc(100_000)),
          cancel: () => void (isCancelled = true),
        },
        { highWaterMark: 0 },
      );
    const server = await listen(() => new Response(stream()), { host: "127.0.0.1", port: 0 });
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () =>
      socket.write(`${ONE}CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n`),
    );
    onTestFinished(() => void socket.destroy());
    let text = "";
    socket.on("data", (chunk) => (text += chunk.toString("latin1"))).on("error", () => undefined);
    await new Promise((done) => socket.once("close", done));
    expect(text).not.toContain("405");
    await expect.poll(() => isCancelled).toBe(true);
    await server.close();
  });

  it("leave the rounds of the event loop to other connections", async () => {
    let [asked, inRound, most] = [0, 0, 0];
    const answer = (): Response => {
      asked += 1;
      inRound += 1;
      most = Math.max(most, inRound);
      void yieldToLoop().then(() => (inRound = 0));
      return new Response("whole");
    };
    const server = await listen(answer, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close());
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(ONE.repeat(500)));
    onTestFinished(() => void socket.destroy());
    socket.resume();
    await expect.poll(() => asked).toBe(500);
    expect(most).toBeLessThan(10);
  });

  it("are told that their connection has closed, where they were begun", async () => {
    let begun = 0;
    let closed = 0;
    const answer = (request: Request, { outgoing }: Bindings): Response | Promise<Response> => {
      begun += 1;
      outgoing!.once("close", () => (closed += 1));
      return request.method === "GET" ? new Promise<Response>(() => undefined) : new Response("whole");
    };
    const server = await listen(answer, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close());
    const post = ONE.replace("GET", "POST");
    const { port } = new URL(server.url);
    const socket = connect(Number(port), "127.0.0.1", () => socket.write(post + ONE + post.repeat(200)));
    await expect.poll(() => begun).toBeGreaterThan(1);
    for (let round = 0; round < 20; round++) await yieldToLoop();
    socket.destroy();
    await expect.poll(() => closed).toBe(begun);
  });

  it("and that are many more close their connection, and no other", async () => {
    const { port, release, asked } = await waiting();
    const socket = connect(port, "127.0.0.1", () => socket.write(ONE.repeat(20 * MAX_PIPELINED)));
    const closed = new Promise<void>((done) =>
      socket.on("error", () => undefined).once("close", () => done()),
    );
    await closed;
    expect(asked()).toBe(1);
    release();
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  });
});
