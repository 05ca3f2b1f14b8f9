import { createServer, type Server, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
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

it.each(["100 Continue", "103 Early Hints"])("ends at interim answers without end: %s", async (status) => {
  answer = (socket) => endlessly(socket, `HTTP/1.1 ${status}\r\nLink: <x>\r\n\r\n`.repeat(100));
  await expect(directFetch(url)).rejects.toMatchObject({
    cause: { message: "more than 100 interim answers" },
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
