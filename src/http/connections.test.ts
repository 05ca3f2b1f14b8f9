import { readFileSync } from "node:fs";
import { Agent, type ClientRequest, createServer, type IncomingMessage, request } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, onTestFinished } from "vitest";
import { selfSigned } from "../self-signed.js";
import { MAIN, Running, startProcess } from "../testing/emulator-process.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { boundConnections, ordinaryConnections } from "./connections.js";
import { listen } from "./server.js";

/** Opens connections that send these bytes and no more, one after the other; each may be closed by the server. */
async function open(url: string, { count, text = "" }: { count: number; text?: string }): Promise<Socket[]> {
  const { port } = new URL(url);
  const sockets: Socket[] = [];
  for (let opened = 0; opened < count; opened++) {
    const socket = connect(Number(port), "127.0.0.1");
    onTestFinished(() => void socket.destroy());
    sockets.push(socket);
    await new Promise<void>((done) =>
      socket.once("connect", () => socket.write(text, () => done())).on("error", () => done()),
    );
  }
  return sockets;
}

/** The status of a GET over a new or a kept connection. */
const get = (url: string, agent: Agent | false = false): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const take = (answer: IncomingMessage): void => {
      answer.resume().once("end", () => resolve(answer.statusCode));
    };
    const sent: ClientRequest = url.startsWith("https:")
      ? tlsRequest(url, { agent: agent, rejectUnauthorized: false }, take)
      : request(url, { agent }, take);
    sent.on("error", reject).end();
  });

describe("where an address, or the server, has its maximum of connections", () => {
  it.each([
    ["silent", ""],
    ["with half of a head", "GET / HTTP/1.1\r\nHost: a\r\n"],
  ])("connections %s keep no client out", async (_, text) => {
    for (const connections of [
      { connections: 20, connectionsOfAddress: 20 },
      { connections: 1000, connectionsOfAddress: 20 },
    ]) {
      const server = await listen(() => new Response("whole"), { host: "127.0.0.1", port: 0, connections });
      onTestFinished(() => server.close());
      const kept = new Agent({ keepAlive: true, maxSockets: 1 });
      onTestFinished(() => kept.destroy());
      expect(await get(server.url, kept)).toBe(200);
      const sockets = await open(server.url, { count: 60, text });
      expect([await get(server.url), await get(server.url, kept)]).toEqual([200, 200]);
      await expect.poll(() => sockets.filter(({ closed }) => !closed).length).toBeLessThan(20);
      expect(await get(server.url)).toBe(200);
    }
  });

  it("an address at its maximum is not kept out by its own kept connections, however many others have", async () => {
    const bounds = { connections: 1000, connectionsOfAddress: 30 };
    const server = await listen(() => new Response("whole"), {
      host: "127.0.0.1",
      port: 0,
      connections: bounds,
    });
    onTestFinished(() => server.close());
    const { port } = new URL(server.url);
    const isAnswered = (localAddress: string): Promise<boolean> =>
      new Promise((done) => {
        const socket = connect({ port: Number(port), host: "127.0.0.1", localAddress });
        onTestFinished(() => void socket.destroy());
        socket.on("error", () => undefined).write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        socket.once("data", () => done(true)).once("close", () => done(false));
      });
    for (let n = 0; n < 300; n++) expect(await isAnswered(`127.0.0.${2 + (n % 10)}`)).toBe(true);
    for (let n = 0; n < 60; n++) expect(await isAnswered("127.0.0.1")).toBe(true);
  });

  it.each([20, 1000])("connections kept after a request keep none out (of %i)", async (connections) => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((done) => (answer = done));
    const fetch = async ({ url }: Request): Promise<Response> => {
      if (url.endsWith("/long")) await asked;
      return new Response("whole");
    };
    const bounds = { connections, connectionsOfAddress: 20 };
    const server = await listen(fetch, { host: "127.0.0.1", port: 0, connections: bounds });
    onTestFinished(() => server.close());
    const long = get(`${server.url}/long`);
    for (let n = 0; n < 60; n++) {
      const [socket] = await open(server.url, { count: 1, text: "GET / HTTP/1.1\r\nHost: a\r\n\r\n" });
      await new Promise<void>((done) => socket!.once("data", () => done()).once("close", () => done()));
    }
    expect(await get(server.url)).toBe(200);
    answer();
    expect(await long).toBe(200);
  });

  it("the same with HTTPS, and a TLS client that sent a request is none of the silent", async () => {
    const tls = await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder());
    const connections = { connections: 20, connectionsOfAddress: 20 };
    const server = await listen(() => new Response("whole"), {
      ...{ host: "127.0.0.1", port: 0, connections, tls },
    });
    onTestFinished(() => server.close());
    const kept = new TlsAgent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => kept.destroy());
    expect(await get(server.url, kept)).toBe(200);
    const [before] = Object.values(kept.freeSockets).flat();
    await open(server.url, { count: 60 });
    expect([await get(server.url), await get(server.url, kept)]).toEqual([200, 200]);
    expect(Object.values(kept.freeSockets).flat()).toEqual([before]);
  });

  it("connections of one port to several addresses of the server are told apart", async () => {
    const bounds = { connections: 1, connectionsOfAddress: 1 };
    const server = await listen(() => new Response("whole"), {
      host: "0.0.0.0",
      port: 0,
      connections: bounds,
    });
    onTestFinished(() => server.close());
    const port = Number(new URL(server.url).port);
    const localPort = await freePort();
    const silent = (host: string): Promise<Socket> =>
      new Promise((done, fail) => {
        const socket = connect({ port, host, localPort, localAddress: "127.0.0.1" });
        onTestFinished(() => void socket.destroy());
        socket.once("connect", () => done(socket)).once("error", fail);
      });
    const first = await silent("127.0.0.1");
    const second = await silent("127.0.0.2");
    await expect.poll(() => first.closed).toBe(true);
    expect(await get(server.url)).toBe(200);
    await expect.poll(() => second.closed).toBe(true);
  });

  it("one that all clients use is not shared further: a new one is closed", async () => {
    const connections = { connections: 5, connectionsOfAddress: 5 };
    let answer = (): void => undefined;
    const asked = new Promise<void>((done) => (answer = done));
    let arrived = 0;
    const waits = async (): Promise<Response> => {
      arrived++;
      await asked;
      return new Response("whole");
    };
    const server = await listen(waits, { host: "127.0.0.1", port: 0, connections });
    onTestFinished(() => server.close());
    const first = Array.from({ length: 5 }, () => get(server.url));
    await expect.poll(() => arrived).toBe(5);
    const sockets = await open(server.url, { count: 1 });
    await expect.poll(() => sockets[0]!.closed).toBe(true);
    answer();
    expect(await Promise.all(first)).toEqual([200, 200, 200, 200, 200]);
    await expect.poll(() => get(server.url).catch(() => 0)).toBe(200);
  });
});

it("trusted clients have 10,000 connections, and leave a quarter of the process's files for other uses", () => {
  expect([Infinity, 20_000, 1024, 256, 1].map((files) => ordinaryConnections(files).connections)).toEqual([
    10_000, 10_000, 768, 128, 1,
  ]);
  const { connections, connectionsOfAddress } = ordinaryConnections();
  expect([connections > 100, connectionsOfAddress]).toEqual([true, connections]);
});

it("an emulator that may open 256 files serves a client beside 400 silent connections", async () => {
  const locator = join(temporaryFolder(), "locator.json");
  const start = ["start", "--port", "0", "--locator", locator, "--in-memory", "--no-lab"];
  const command = ["-c", `ulimit -n 256; exec "$@"`, "sh", process.execPath, MAIN, ...start];
  const emulator = new Running("/bin/sh", command);
  await emulator.until(() => emulator.stdout.endsWith("\nReady.\n"));
  const { url } = JSON.parse(readFileSync(locator, "utf8")) as { url: string };
  await open(url, { count: 400 });
  expect(await get(`${url}/products`)).toBe(401);
  expect(await get(`${url}/_emulator/info`)).toBe(200);
  expect(await get(`${url}/_emulator/dashboard/`)).toBe(200);
});

describe("connections that come at once, while the emulator is busy", () => {
  const COUNT = 900;
  const allowed = Number(read("/proc/sys/net/core/somaxconn"));

  it.skipIf(!(allowed > COUNT))(
    "all wait to be accepted; none is dropped and tries again later",
    async () => {
      const emulator = await startProcess(["--seed", "empty", "--no-lab"]);
      // It accepts nothing.
      emulator.child.kill("SIGSTOP");
      expect(await open(emulator.url, { count: COUNT })).toHaveLength(COUNT);
      emulator.child.kill("SIGCONT");
      expect(await get(`${emulator.url}/_emulator/health`)).toBe(200);
    },
  );
});

/** A port that nobody uses. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

it.each([
  ["that never sent a request", false],
  ["where all others have sent one", true],
])("connections %s are gone when they are refused, though their clients keep them", async (_, haveSent) => {
  const most = 20;
  const server = createServer();
  const bounds = { connections: most, connectionsOfAddress: most };
  const hasSent = boundConnections(server, bounds, () => false);
  let came = 0;
  server.on("connection", (socket: Socket) => {
    came += 1;
    if (haveSent) hasSent(socket);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const clients = Array.from({ length: 3 * most }, () =>
    connect({ port, host: "127.0.0.1", allowHalfOpen: true }).on("error", () => undefined),
  );
  onTestFinished(() => {
    for (const client of clients) client.destroy();
    server.close();
  });
  const there = () => new Promise((done) => server.getConnections((_error, count) => done(count)));
  await expect.poll(() => came).toBe(3 * most);
  await expect.poll(there, { timeout: 10_000 }).toBe(most);
});
