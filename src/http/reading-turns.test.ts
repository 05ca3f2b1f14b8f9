import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { yieldToLoop } from "../clock/clock.js";
import { readInTurns } from "./reading-turns.js";
import { type Bounds, listen } from "./server.js";

const CONNECTIONS = 20;
const REQUESTS = 100;

/** A connection with requests that have come, as far as reading in turns sees it. */
class Connection extends EventEmitter {
  destroyed = false;
  paused = false;
  /** In which round the last of its requests was read; null if they were not. */
  readAt: number | null = null;

  constructor(
    readonly remoteAddress: string,
    public unread: number,
  ) {
    super();
  }

  isPaused(): boolean {
    return this.paused;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

/** Reads connections as Node does: in each round all that has come on those that are not paused; and begins one request. */
class Reader {
  rounds = 0;
  /** The time that what was read has taken, in milliseconds. */
  ms = 0;
  /** How many requests were read in each round. */
  readonly read: number[] = [];
  readonly connections: Connection[] = [];
  #waiting = 0;
  readonly #server = new EventEmitter();
  readonly #follows: (connection: never) => void;

  constructor(private readonly hasTls = false) {
    const waiting = (): number => this.#waiting;
    this.#follows = readInTurns(this.#server as never, { hasTls, waiting, now: () => this.ms });
  }

  connect(address: string, unread: number): Connection {
    const connection = new Connection(address, unread);
    this.connections.push(connection);
    this.#server.emit(this.hasTls ? "secureConnection" : "connection", connection);
    return connection;
  }

  async round(): Promise<void> {
    let read = 0;
    for (const connection of this.connections) {
      if (connection.paused || connection.destroyed || connection.unread === 0) continue;
      // Node reads the rest of what it has of a connection also where that is paused meanwhile.
      for (let n = 0; n < connection.unread; n++) if (n > 0) this.#follows(connection as never);
      this.#waiting += connection.unread - 1;
      read += connection.unread;
      connection.unread = 0;
      connection.readAt = this.rounds;
    }
    this.read.push(read);
    this.#waiting = Math.max(0, this.#waiting - 1);
    this.rounds += 1;
    await yieldToLoop();
  }

  async until(isOver: () => boolean): Promise<void> {
    while (!isOver()) await this.round();
  }
}

describe("connections of an address that bring many requests at once", () => {
  it("are read one after the other, each when those that were read have begun", async () => {
    const reader = new Reader();
    const flood = Array.from({ length: CONNECTIONS }, () => reader.connect("10.0.0.1", REQUESTS));
    await reader.until(() => flood.every(({ unread }) => unread === 0));
    expect(Math.max(...reader.read)).toBeLessThanOrEqual(2 * REQUESTS);
    expect(reader.rounds).toBeGreaterThan((CONNECTIONS - 3) * REQUESTS);
    // Later requests are read as ever.
    await reader.until(() => flood.every(({ paused }) => !paused));
    for (const connection of flood) connection.unread = 1;
    await reader.round();
    expect(flood.map(({ unread }) => unread)).toEqual(flood.map(() => 0));
  });

  it("do not have those of another address wait", async () => {
    const reader = new Reader();
    const flood = Array.from({ length: CONNECTIONS }, () => reader.connect("10.0.0.1", REQUESTS));
    await reader.round();
    const other = reader.connect("10.0.0.2", 1);
    await reader.round();
    expect(other.readAt).toBe(1);
    expect(flood.filter(({ unread }) => unread > 0).length).toBeGreaterThan(CONNECTIONS - 3);
  });

  it("wait while new connections come, which are accepted one in a round", async () => {
    const reader = new Reader();
    const flood = Array.from({ length: CONNECTIONS }, () => reader.connect("10.0.0.1", REQUESTS));
    await reader.round();
    const read = flood.filter(({ unread }) => unread === 0).length;
    for (let n = 0; n < 2 * REQUESTS; n++) {
      reader.connect("10.0.0.2", 1);
      await reader.round();
    }
    // One had its turn before the first of them came.
    expect(flood.filter(({ unread }) => unread === 0).length).toBeLessThanOrEqual(read + 1);
    await reader.until(() => flood.every(({ unread }) => unread === 0));
  });

  it("are not read where they end their TLS handshakes together, while others wait", async () => {
    const reader = new Reader(true);
    for (let n = 0; n < 2; n++) reader.connect("10.0.0.1", REQUESTS);
    await reader.round();
    for (let n = 0; n < CONNECTIONS; n++) reader.connect("10.0.0.1", REQUESTS);
    await reader.round();
    expect(reader.read).toEqual([REQUESTS, REQUESTS]);
  });

  it("and are closed while they wait cost it no turn", async () => {
    const reader = new Reader();
    const flood = Array.from({ length: CONNECTIONS }, () => reader.connect("10.0.0.1", REQUESTS));
    await reader.round();
    await reader.round();
    const waiting = flood.filter(({ unread }) => unread > 0);
    const last = waiting.pop()!;
    for (const connection of waiting) connection.destroy();
    // As many wait all the time.
    const other = reader.connect("10.0.0.2", 0);
    await reader.until(() => {
      other.unread = 2;
      return last.readAt !== null;
    });
    expect(reader.rounds).toBeLessThan(4 * REQUESTS);
    // Nothing is left of them: a new connection is read at once.
    last.destroy();
    for (const connection of flood) connection.destroy();
    await reader.round();
    const next = reader.connect("10.0.0.1", 1);
    await reader.round();
    expect(next.readAt).not.toBeNull();
  });
});

describe("connections of an address that bring much without a request", () => {
  /** As much as Node reads of one in a round. */
  const PIECE = Buffer.alloc(64 * 1024);
  /** One round in which each connection that is not paused gives some pieces; how many connections did. */
  const round = async (
    reader: Reader,
    flood: readonly Connection[],
    pieces: readonly Buffer[] = [PIECE],
  ): Promise<number> => {
    let read = 0;
    for (const connection of flood) {
      if (connection.paused) continue;
      for (const piece of pieces) connection.emit("data", piece);
      read += 1;
    }
    await reader.round();
    return read;
  };
  /** Rounds until each connection was read; how many were in each. */
  const untilRead = async (reader: Reader, flood: readonly Connection[], of?: readonly Buffer[]) => {
    const read = [await round(reader, flood, of)];
    const taken = new Set<Connection>();
    for (const connection of flood) connection.on("data", () => taken.add(connection));
    while (taken.size < flood.length) read.push(await round(reader, flood, of));
    return read;
  };

  it("are read up to some pieces in a round, and have their turns one after the other", async () => {
    const reader = new Reader();
    const flood = Array.from({ length: CONNECTIONS }, () => reader.connect("10.0.0.1", 0));
    const other = reader.connect("10.0.0.2", 0);
    expect(Math.max(...(await untilRead(reader, flood)))).toBe(5);
    expect(other.paused).toBe(false);
  });

  it("the same where each byte is a piece, as over TLS", async () => {
    const reader = new Reader(true);
    const flood = Array.from({ length: CONNECTIONS }, () => reader.connect("10.0.0.1", 0));
    const records = Array.from({ length: 100 }, () => Buffer.alloc(1));
    expect(Math.max(...(await untilRead(reader, flood, records)))).toBe(3);
  });

  it("the same where each piece takes long, as one of many chunks; the next turn is when others had as much", async () => {
    const reader = new Reader();
    const flood = Array.from({ length: CONNECTIONS }, () => {
      const connection = reader.connect("10.0.0.1", 0);
      // As Node's parser, whose listener is older.
      const [first, ...rest] = connection.listeners("data") as (() => void)[];
      connection.removeAllListeners("data");
      for (const listener of [first!, () => void (reader.ms += 30), ...rest]) connection.on("data", listener);
      return connection;
    });
    const read = await untilRead(reader, flood);
    expect(Math.max(...read)).toBe(1);
    // A round's share of work is 5 ms.
    expect(read.length).toBeGreaterThan(5 * (CONNECTIONS - 3));
  });
});

const ONE = "GET /flood HTTP/1.1\r\nHost: a\r\n\r\n";

/** For clients that are not trusted. */
const BOUNDS: Bounds = {
  ...{ connections: 100, connectionsOfAddress: 100 },
  ...{ headMs: 10_000, requestMs: 10_000, lookMs: 1000, stallMs: 10_000, keepAliveMs: 10_000 },
};

describe("a server", () => {
  it.each([
    ["for clients that are not trusted pauses some of them", BOUNDS, 0, true],
    ["behind a proxy, whose connections have the requests of all, pauses none", BOUNDS, 1, false],
    ["for clients that are trusted, most of which have the same address, pauses none", null, 0, false],
  ])("%s, and answers all requests", async (_, bounds, trustProxy, pauses) => {
    const listening = { host: "127.0.0.1", port: 0, bounds, trustProxy };
    const server = await listen(() => new Response("whole"), listening);
    const port = Number(new URL(server.url).port);
    const connections = new Set<Socket>();
    let hasPaused = false;
    const note = (message: unknown): void => {
      const { socket } = (message as { request: IncomingMessage }).request;
      if (socket.localPort !== port || connections.has(socket)) return;
      connections.add(socket);
      socket.on("pause", () => (hasPaused = true));
    };
    subscribe("http.server.request.start", note);
    onTestFinished(() => {
      unsubscribe("http.server.request.start", note);
      return server.close();
    });
    const clients = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect({ port, host: "127.0.0.1" }, () => socket.write(ONE.repeat(REQUESTS)));
      onTestFinished(() => void socket.destroy());
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString()));
      return { socket, count: () => text.split("HTTP/1.1 200 OK").length - 1 };
    });
    await expect.poll(() => clients.map(({ count }) => count())).toEqual(clients.map(() => REQUESTS));
    expect(hasPaused).toBe(pauses);
    for (const { socket } of clients) socket.write(ONE);
    await expect.poll(() => clients.map(({ count }) => count())).toEqual(clients.map(() => REQUESTS + 1));
  });
});
