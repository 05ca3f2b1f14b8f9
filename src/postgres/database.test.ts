import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { missingPostgres, TestPostgres } from "../testing/postgres.js";
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

it("an answer without end is given up: whatever a server sends, a statement takes bounded memory", async () => {
  const row = message("D", `\0\x01\0\0\0\x08${"x".repeat(8)}`);
  const name = Buffer.from("encoding\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0\0", "latin1");
  const columns = message("T", `\0\x01${name.toString("latin1")}`);
  let sent = 0;
  const rows = Buffer.concat(Array.from({ length: 4096 }, () => row));
  const server = createServer((socket) => {
    ends.push(() => void socket.destroy());
    socket.on("error", () => undefined);
    const more = (): void => {
      while (!socket.destroyed && socket.write(rows)) sent += rows.length;
      sent += rows.length;
      if (!socket.destroyed) socket.once("drain", more);
    };
    socket.once("data", () => {
      socket.write(Buffer.concat([AUTHENTICATION_OK, READY]));
      socket.once("data", () => {
        socket.write(columns);
        more();
      });
    });
  }).listen(0, "127.0.0.1");
  ends.push(() => void server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const address = `postgres://spi@127.0.0.1:${port}/spi`;
  await expect(openDatabase(address, { answerBytes: 4 * 2 ** 20, statementMs: 20_000 })).rejects.toThrow(
    /Cannot use the database .*: the database's answer is longer than 4 MiB/,
  );
  // What the sockets hold is sent, too.
  expect(sent).toBeLessThan(16 * 2 ** 20);
});

it.skipIf(missingPostgres() !== undefined)(
  "answers that are short one by one have no limit together",
  async () => {
    const postgres = await TestPostgres.start();
    const database = await openDatabase(await postgres.newDatabase(), {
      answerBytes: 2 ** 20,
      connections: 1,
    });
    ends.push(() => void database.close());
    const text = "select repeat('x', 900000) as x";
    for (let n = 0; n < 5; n++) expect(await database.rows({ text })).toHaveLength(1);
    const long = database.rows({ text: "select repeat('x', 100000) as x from generate_series(1, 50)" });
    await expect(long).rejects.toThrow("the database's answer is longer than 1 MiB");
    // It serves on.
    expect(await database.rows({ text })).toHaveLength(1);
  },
);
