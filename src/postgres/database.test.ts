import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { openDatabase } from "./database.js";

/** A message of PostgreSQL's protocol: type, length, content. */
function message(type: string, content: string): Buffer {
  const body = Buffer.from(content, "latin1");
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

const AUTHENTICATION_OK = message("R", "\0\0\0\0");
const READY = message("Z", "I");
const TERMINATED = message("E", "SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0");

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

it("a connection that is ended in the moment it is open is an error of the statement, not of the process", async () => {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    // All in one piece, so that the client reads the end before anything can be sent.
    socket.once("data", () => socket.write(Buffer.concat([AUTHENTICATION_OK, READY, TERMINATED])));
  }).listen(0, "127.0.0.1");
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(openDatabase(`postgres://spi@127.0.0.1:${port}/spi`)).rejects.toThrow(
    /Cannot use the database/,
  );
});
