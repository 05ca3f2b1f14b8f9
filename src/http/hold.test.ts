import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { selfSigned } from "../self-signed.js";
import { temporaryFolder } from "../testing/temporary-folder.js";
import { hold, release } from "./hold.js";
import { type Bounds, listen } from "./server.js";

/** For clients that are not trusted. */
const BOUNDS: Bounds = {
  ...{ connections: 100, connectionsOfAddress: 100 },
  ...{ headMs: 30_000, requestMs: 30_000, lookMs: 1000, stallMs: 30_000, keepAliveMs: 30_000 },
};
const PIECE = 1000;
const PIECES = 200;
/** Bytes of a body that is read late, and of one beside it. */
const LATE = 200_000;
const MUCH = 3_000_000;

/** A server whose requests are answered when `read` has read their bodies. Behind a proxy, as by default, connections are not read in turns. */
async function start(
  { hasTls = false, trustProxy = 1 },
  read: (body: Request["body"], isFirst: boolean) => Promise<void>,
) {
  const tls = hasTls ? await selfSigned({ host: "127.0.0.1", publicUrl: null }, temporaryFolder()) : null;
  let requests = 0;
  const fetch = async ({ body }: Request): Promise<Response> => {
    const isFirst = requests++ === 0;
    await read(body, isFirst);
    return new Response("whole");
  };
  const listening = { host: "127.0.0.1", port: 0, bounds: BOUNDS, tls, trustProxy };
  const server = await listen(fetch, listening);
  const port = Number(new URL(server.url).port);
  const sockets: Socket[] = [];
  const note = (message: unknown): void => {
    const { socket } = (message as { request: IncomingMessage }).request;
    if (socket.localPort === port && !sockets.includes(socket)) sockets.push(socket);
  };
  subscribe("http.server.request.start", note);
  onTestFinished(() => {
    unsubscribe("http.server.request.start", note);
    return server.close();
  });
  const client = (): Socket & { text: string } => {
    const where = { port, host: "127.0.0.1" };
    const socket = hasTls ? connectTls({ ...where, rejectUnauthorized: false }) : connect(where);
    onTestFinished(() => void socket.destroy());
    const own = Object.assign(socket, { text: "" });
    return own.on("data", (data: Buffer) => (own.text += data.toString()));
  };
  return { client, sockets };
}

it.each([
  ["", false],
  [" over TLS", true],
])("of a connection%s that is held nothing is read, although a body is read from it", async (_, hasTls) => {
  let taken = 0;
  const { client, sockets } = await start({ hasTls }, async (body) => {
    for await (const chunk of body ?? []) taken += (chunk as Uint8Array).length;
  });
  const asking = client();
  const length = PIECE * PIECES;
  asking.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n\r\n${"a".repeat(PIECE)}`);
  await expect.poll(() => taken).toBe(PIECE);
  const [asked] = sockets;
  // As reading in turns does, for data that came.
  asked!.prependOnceListener("data", () => hold(asked!));
  asking.write("a".repeat(PIECE));
  await expect.poll(() => taken).toBe(2 * PIECE);
  for (let n = 2; n < PIECES; n++) asking.write("a".repeat(PIECE));
  const other = client();
  for (let n = 1; n <= 5; n++) {
    other.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    await expect.poll(() => other.text.split("200 OK").length - 1).toBe(n);
    // As Node does where the next part of a body is asked for.
    asked!.resume();
  }
  expect(taken).toBe(2 * PIECE);
  expect(asked!.bytesRead).toBeLessThan(2 * PIECE + 5000);
  release(asked!);
  await expect.poll(() => asking.text).toContain("200 OK");
  expect(taken).toBe(length);
});

it("a connection whose body nobody read while it was held is read afterwards", async () => {
  let goOn = (): void => undefined;
  const isLate = new Promise<void>((done) => (goOn = done));
  const lengths: number[] = [];
  const { client, sockets } = await start({ trustProxy: 0 }, async (body, isFirst) => {
    if (isFirst) await isLate;
    let length = 0;
    for await (const chunk of body ?? []) length += (chunk as Uint8Array).length;
    lengths.push(length);
  });
  const post = (length: number): string =>
    `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${length}\r\n\r\n${"a".repeat(length)}`;
  const asking = client();
  asking.write(post(LATE));
  await expect.poll(() => sockets).toHaveLength(1);
  // So much that the connections of their address are read in turns.
  const other = client();
  other.write(post(MUCH));
  await expect.poll(() => other.text).toContain("200 OK");
  goOn();
  await expect.poll(() => lengths).toEqual([MUCH, LATE]);
  await expect.poll(() => asking.text).toContain("200 OK");
  asking.write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  await expect.poll(() => asking.text.split("200 OK").length - 1).toBe(2);
});
