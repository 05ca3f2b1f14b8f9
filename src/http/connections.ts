import { readFileSync } from "node:fs";
import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { clientAddress } from "./client-address.js";

/** How many connections a server holds. */
export interface ConnectionBounds {
  /** Maximum number of connections. */
  connections: number;
  /** Maximum number of connections of one address; 64 bits of an IPv6 address are one. */
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
  /** In the order in which they were opened, of all addresses and of each. */
  const silent = new Map<string, Open>();
  const silentOf = new Map<string, Set<string>>();
  /** Those that have sent a request, with the sockets of their requests, which are others with TLS. */
  const asked = new Map<string, Open & { asking: Socket }>();

  const forget = (key: string): void => {
    const entry = silent.get(key);
    if (entry === undefined) return;
    silent.delete(key);
    const others = silentOf.get(entry.address)!;
    others.delete(key);
    if (others.size === 0) silentOf.delete(entry.address);
  };
  const release = (address: string): void => {
    count--;
    const left = open.get(address)! - 1;
    if (left > 0) open.set(address, left);
    else open.delete(address);
  };
  /** Closes the first of these connections; false if there is none. */
  const drop = (keys: Iterable<string>): boolean => {
    const [key] = keys;
    const entry = key === undefined ? undefined : silent.get(key);
    if (entry === undefined) return false;
    forget(key!);
    entry.socket.destroy();
    return true;
  };
  /** Closes one without a request under way (of the address, if it is given); false if none is found. */
  const dropIdle = (of?: string): boolean => {
    let chosen: Open | null = null;
    let looked = 0;
    for (const [key, entry] of asked) {
      if (looked++ === LOOKED_AT) break;
      const { address, asking } = entry;
      const isOne = (of === undefined || address === of) && isIdle(asking);
      if (isOne && (chosen === null || open.get(address)! > open.get(chosen.address)!)) chosen = entry;
      // The next look is at others.
      asked.delete(key);
      asked.set(key, entry);
    }
    if (chosen === null) return false;
    asked.delete(keyOf(chosen.socket));
    chosen.socket.destroy();
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
      (isAddressFull && !drop(silentOf.get(address) ?? []) && !dropIdle(address)) ||
      (!isAddressFull && isFull && !drop(silent.keys()) && !dropIdle())
    ) {
      socket.destroy();
      return;
    }
    const key = keyOf(socket);
    count++;
    open.set(address, (open.get(address) ?? 0) + 1);
    silent.set(key, { socket, address });
    const others = silentOf.get(address);
    if (others) others.add(key);
    else silentOf.set(address, new Set([key]));
    socket.once("close", () => {
      forget(key);
      asked.delete(key);
      release(address);
    });
  });
  return (asking) => {
    const key = keyOf(asking);
    const entry = silent.get(key);
    forget(key);
    if (entry !== undefined) asked.set(key, { ...entry, asking });
  };
}

/** The same for a connection and for the TLS connection in it. */
const keyOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress ?? ""} ${remotePort ?? 0}`;
