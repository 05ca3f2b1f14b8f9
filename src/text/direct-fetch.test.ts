import { createServer, type Server, type Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listening } from "../testing/listening.js";
import { AnswerTooLong, boundedText, MAX_UNPACKED_BYTES } from "./bounded-text.js";
import { directFetch } from "./direct-fetch.js";

let server: Server;
let url: string;
let answer: (socket: Socket) => void;
/** The connection of the request. */
let connection: Socket;

beforeEach(async () => {
  server = createServer((socket) => {
    connection = socket.on("error", () => undefined);
    socket.once("data", () => answer(socket));
  });
  url = `http://127.0.0.1:${await listening(server)}/`;
});
afterEach(() => {
  connection.destroy();
  server.close();
});

/** Writes a piece again and again, until the client hangs up. */
function endlessly(socket: Socket, piece: string): void {
  const more = (): void => {
    while (!socket.destroyed && socket.write(piece));
    socket.once("drain", more);
  };
  more();
}

const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

describe.each([
  ["this machine", "127.0.0.1"],
  // Of no loopback address, though it leads there.
  ["another machine", "0.0.0.0"],
])("an answer of %s", (_, host) => {
  it.each([
    ["interim answers", "", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", "100 interim answers"],
    ["an extension of a chunk", `${CHUNKED}1;`, "x", "aborted"],
    ["zeros of a chunk's size", CHUNKED, "0", "1048576 bytes without content"],
    ["line ends before the head", "", "\r\n", "1048576 bytes without content"],
    ["a reason", "HTTP/1.1 200 ", "x", "Header overflow"],
    ["trailers", `${CHUNKED}0\r\n`, "a: b\r\n", "aborted"],
  ])("with %s without end is given up", async (_, first, more, why) => {
    answer = (socket) => {
      socket.write(first);
      endlessly(socket, more.repeat(1000));
    };
    const read = directFetch(url.replace("127.0.0.1", host), { redirect: "manual" }).then((response) =>
      boundedText(response),
    );
    const error = (await read.catch((given: unknown) => given)) as Error;
    expect(((error.cause ?? error) as Error).message).toContain(why);
    await expect.poll(() => connection.destroyed).toBe(true);
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["br", brotliCompressSync],
  ])("that is compressed all the same is read (%s)", async (encoding, pack) => {
    const packed = pack("content");
    answer = (socket) => {
      const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${packed.length}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), packed]));
    };
    const response = await directFetch(url.replace("127.0.0.1", host), { redirect: "manual" });
    expect(await boundedText(response)).toBe("content");
  });
});

it("hangs up where a status has no body and one comes", async () => {
  answer = (socket) => {
    socket.write("HTTP/1.1 205 Reset Content\r\n\r\n");
    endlessly(socket, "x".repeat(1000));
  };
  const { status } = await directFetch(url);
  expect(status).toBe(205);
  await expect.poll(() => connection.destroyed).toBe(true);
});

it("waits no longer than it may for the whole answer", async () => {
  answer = () => undefined;
  await expect(directFetch(url, {}, 10)).rejects.toThrow("timeout");
  answer = (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx");
  };
  await expect(directFetch(url, {}, 1000).then((response) => boundedText(response))).rejects.toThrow();
});

it.each([
  ["is read up to its limit", MAX_UNPACKED_BYTES, MAX_UNPACKED_BYTES],
  ["is not read where it becomes too long", MAX_UNPACKED_BYTES + 1, AnswerTooLong.name],
])("asks for no compressed answer; one that comes %s", async (_, bytes, seen) => {
  const packed = gzipSync(Buffer.alloc(bytes, "x"));
  let asked = "";
  answer = (socket) => {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), packed]));
  };
  server.on("connection", (socket) => socket.once("data", (head: Buffer) => (asked = String(head))));
  // Bytes are sent as to another machine.
  const response = await directFetch(url, { method: "POST", body: Buffer.from("{}") });
  const read = boundedText(response).then(({ length }) => length);
  expect(await read.catch((error: unknown) => (error as Error).name)).toBe(seen);
  expect(asked).toMatch(/\r\naccept-encoding: identity\r\n/i);
});
