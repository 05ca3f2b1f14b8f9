import { readFileSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { clientAddress } from "./client-address.js";

/** How many connections a server holds. */
export interface ConnectionBounds {
  /** Maximum number of connections. */
  connections: number;
  /** Maximum number of connections of one address; 48 bits of an IPv6 address are one. */
  connectionsOfAddress: number;
}

/** Maximum number of connections of clients that are trusted. */
const MOST = 10_000;
/** What is left of the process's files for state files, modules and logs: a quarter, but at least so many. */
const SPARE_FILES = 128;
const SPARE_SHARE = 0.25;

/** Bounds for clients that are trusted: what the process can hold. All of them may have the same address. */
export function ordinaryConnections(files = mostFiles()): ConnectionBounds {
  const spare = Math.max(SPARE_FILES, files * SPARE_SHARE);
  const connections = files === Infinity ? MOST : Math.max(1, Math.min(MOST, Math.floor(files - spare)));
  return { connections, connectionsOfAddress: connections };
}

/** The maximum number of files and connections that this process can open, where the system tells it (Linux). */
function mostFiles(): number {
  try {
    const told = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
    return Number(told ?? Infinity);
  } catch {
    return Infinity;
  }
}

/** An open connection. */
interface Open {
  socket: Socket;
  address: string;
}

/** Among how many connections that have sent a request one without a request under way is looked for. */
const LOOKED_AT = 100;

/**
 * Bounds the connections of a server. When an address has its maximum, or the server has, a new connection replaces the
 * oldest one (of that address, or of all) that never sent a request, else one that has no request under way, of the address with
 * the most connections. So neither silent nor kept connections keep a client out. If all are in use, the new one is closed.
 * Returns a function to call at the first request of a connection.
 */
export function boundConnections(
  server: HttpServer,
  bounds: ConnectionBounds,
  isIdle: (asking: Socket) => boolean,
): (asking: Socket) => void {
  const open = new Map<string, number>();
  let count = 0;
  const silent = new Connections<Open>();
  /** Those that have sent a request, with the sockets of their requests, which are others with TLS. */
  const asked = new Connections<Open & { asking: Socket }>();

  const release = (address: string): void => {
    count--;
    const left = open.get(address)! - 1;
    if (left > 0) open.set(address, left);
    else open.delete(address);
  };
  /** Closes the oldest that never sent a request, of an address or of all; false if there is none. */
  const dropSilent = (of?: string): boolean => {
    const [oldest] = silent.list(of);
    if (oldest === undefined) return false;
    silent.remove(oldest[0]);
    oldest[1].socket.destroy();
    return true;
  };
  /** Closes one without a request under way, of an address or of all; false if none is found. */
  const dropIdle = (of?: string): boolean => {
    let chosen: [string, Open] | null = null;
    let looked = 0;
    const list = asked.list(of);
    for (const [key, entry] of list) {
      if (looked++ === LOOKED_AT) break;
      const { address, asking } = entry;
      if (isIdle(asking) && (chosen === null || open.get(address)! > open.get(chosen[1].address)!))
        chosen = [key, entry];
      // The next look is at others.
      list.delete(key);
      list.set(key, entry);
    }
    if (chosen === null) return false;
    asked.remove(chosen[0]);
    chosen[1].socket.destroy();
    return true;
  };

  server.on("connection", (socket: Socket) => {
    // Its client is gone already.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const address = clientAddress(socket.remoteAddress, null, 0);
    const isAddressFull = (open.get(address) ?? 0) >= bounds.connectionsOfAddress;
    const isFull = count >= bounds.connections;
    if (
      (isAddressFull && !dropSilent(address) && !dropIdle(address)) ||
      (!isAddressFull && isFull && !dropSilent() && !dropIdle())
    ) {
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    count++;
    open.set(address, (open.get(address) ?? 0) + 1);
    silent.add(key, { socket, address });
    socket.once("close", () => {
      silent.remove(key);
      asked.remove(key);
      release(address);
    });
  });
  return (asking) => {
    const key = keyOf(asking);
    const entry = silent.remove(key);
    if (entry !== undefined) asked.add(key, { ...entry, asking });
  };
}

/** Connections by their keys, in order: of all addresses, and of each. */
class Connections<Entry extends Open> {
  readonly #all = new Map<string, Entry>();
  readonly #of = new Map<string, Map<string, Entry>>();

  list(address?: string): Map<string, Entry> {
    return address === undefined ? this.#all : (this.#of.get(address) ?? new Map<string, Entry>());
  }

  add(key: string, entry: Entry): void {
    this.#all.set(key, entry);
    const own = this.list(entry.address).set(key, entry);
    this.#of.set(entry.address, own);
  }

  remove(key: string): Entry | undefined {
    const entry = this.#all.get(key);
    if (entry === undefined) return undefined;
    this.#all.delete(key);
    const own = this.list(entry.address);
    own.delete(key);
    if (own.size === 0) this.#of.delete(entry.address);
    return entry;
  }
}

/**
 * The same for a connection and for the TLS connection in it, and no other's: a client may use a port for connections to several
 * addresses of the server.
 */
export const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  `${remoteAddress ?? ""} ${remotePort ?? 0} ${localAddress ?? ""} ${localPort ?? 0}`;
