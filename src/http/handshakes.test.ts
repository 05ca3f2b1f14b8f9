import { connect, createServer as createPlain, type AddressInfo, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { selfSigned } from "../self-signed.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { MOST_IN_HANDSHAKE } from "./handshakes.js";
import { type Bounds, listen } from "./server.js";

/** For clients that are not trusted. */
const BOUNDS: Bounds = {
  ...{ connections: 100, connectionsOfAddress: 100 },
  ...{ headMs: 20_000, requestMs: 20_000, lookMs: 1000, stallMs: 10_000, keepAliveMs: 10_000 },
};
const CONNECTIONS = 40;

async function start({ trustProxy = 0, headMs = 600_000 } = {}): Promise<number> {
  const tls = await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder());
  const listening = {
    host: "127.0.0.1",
    port: 0,
    bounds: { ...BOUNDS, headMs, requestMs: headMs },
    tls,
    trustProxy,
  };
  const server = await listen(() => new Response("whole"), listening);
  onTestFinished(() => server.close());
  return Number(new URL(server.url).port);
}

/** What a client sends first. */
function firstMessage(): Promise<Buffer> {
  return new Promise((done) => {
    const server = createPlain((socket) => {
      socket.once("data", (data) => {
        done(data);
        socket.destroy();
        server.close();
      });
    });
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      connectTls({ port, host: "127.0.0.1" }).on("error", () => undefined);
    });
  });
}

async function open(port: number, localAddress = "127.0.0.1"): Promise<Socket & { isAnswered?: boolean }> {
  const socket: Socket & { isAnswered?: boolean } = connect({ port, host: "127.0.0.1", localAddress });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined).once("data", () => (socket.isAnswered = true));
  await new Promise((done) => socket.once("connect", done));
  return socket;
}

const opened = (port: number, count: number): Promise<(Socket & { isAnswered?: boolean })[]> =>
  Promise.all(Array.from({ length: count }, () => open(port)));

const secure = (port: number, localAddress: string): Promise<TLSSocket> =>
  new Promise((done, fail) => {
    const tls = { port, host: "127.0.0.1", localAddress, rejectUnauthorized: false };
    const socket = connectTls(tls, () => done(socket));
    onTestFinished(() => void socket.destroy());
    socket.on("error", fail);
  });

it("a few TLS handshakes of an address are answered at once, the next where one of them ends; those of others are", async () => {
  const port = await start();
  const hello = await firstMessage();
  const flood = await opened(port, CONNECTIONS);
  // Connections that send nothing wait for nothing.
  await opened(port, MOST_IN_HANDSHAKE);
  for (const socket of flood) socket.write(hello);
  const answered = () => flood.filter(({ isAnswered }) => isAnswered);
  await expect.poll(() => answered().length).toBe(MOST_IN_HANDSHAKE);
  // One of another address, after which one more of this one would be answered.
  await secure(port, "127.0.0.2");
  expect(answered().length).toBe(MOST_IN_HANDSHAKE);
  for (const socket of answered()) socket.destroy();
  await expect.poll(() => answered().length).toBe(2 * MOST_IN_HANDSHAKE);
});

it("handshakes that do not go on keep no other of their address out", async () => {
  const port = await start({ headMs: 4000 });
  const hello = await firstMessage();
  for (const socket of await opened(port, MOST_IN_HANDSHAKE)) socket.write(hello.subarray(0, 20));
  await secure(port, "127.0.0.2");
  expect((await secure(port, "127.0.0.1")).authorized).toBe(false);
});

it("all that complete their handshakes are served, and one that closes meanwhile takes no place", async () => {
  const port = await start();
  const hello = await firstMessage();
  for (const socket of await opened(port, CONNECTIONS)) socket.write(hello, () => socket.destroy());
  for (const socket of await opened(port, CONNECTIONS)) socket.write(hello, () => socket.resetAndDestroy());
  const all = await Promise.all(Array.from({ length: CONNECTIONS }, () => secure(port, "127.0.0.1")));
  const answers = all.map(
    (socket) =>
      new Promise<string>((done) => {
        socket.once("data", (data: Buffer) => done(data.toString().slice(0, 15)));
        socket.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
      }),
  );
  expect(await Promise.all(answers)).toEqual(all.map(() => "HTTP/1.1 200 OK"));
});

it("behind a proxy, whose connections have the requests of all, none waits", async () => {
  const port = await start({ trustProxy: 1 });
  const hello = await firstMessage();
  const flood = await opened(port, CONNECTIONS);
  for (const socket of flood) socket.write(hello);
  await expect.poll(() => flood.filter(({ isAnswered }) => isAnswered).length).toBe(CONNECTIONS);
});
