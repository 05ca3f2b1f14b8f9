import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { machineWall } from "../clock/clock.js";
import { type AddressOf, withoutProxies } from "./client-address.js";
import type { UnderWay } from "./pipelined.js";

/** Maximum number of bytes of all answers that wait for their clients to take them. */
export const MOST_UNTAKEN = 256 * 1024 * 1024;
/** What is kept in memory until an answer has gone, by its connection, in bytes. */
const kept = new WeakMap<Socket, number>();

/** Notes what is kept for an answer that is made while its client takes it: it counts while the client does not. */
export function noteKept(outgoing: ServerResponse, bytes: number): void {
  const { socket } = outgoing.req;
  kept.set(socket, bytes);
  outgoing.once("close", () => kept.delete(socket));
}

const sizeOf = (socket: Socket): number => socket.writableLength + (kept.get(socket) ?? 0);

/** How often these are counted while there are any, in milliseconds. */
const LOOK_MS = 100;

/**
 * Bounds what is kept of answers that clients do not take, and for the rest of these answers. When there is more, connections of the address that holds most of it
 * are closed, and of these the ones whose answers have waited longest, until the rest fits.
 */
export function boundUntaken(
  server: HttpServer,
  underWay: (socket: Socket) => UnderWay | undefined,
  {
    most = MOST_UNTAKEN,
    addressOf = withoutProxies,
  }: { most?: number | undefined; addressOf?: AddressOf } = {},
): void {
  const wall = machineWall();
  /** Connections with requests that were not answered at the last look. */
  const asking = new Set<Socket>();
  /** Connections that had something waiting at the last look, the longest wait first. */
  let waiting = new Set<Socket>();
  let disarm: (() => void) | null = null;

  const look = (): void => {
    disarm = null;
    const still = [...waiting].filter((socket) => socket.writableLength > 0);
    waiting = new Set([...still, ...[...asking].filter((socket) => socket.writableLength > 0)]);
    for (const socket of tooMuch([...waiting], most, (socket) => addressOf(underWay(socket)!.incoming))) {
      waiting.delete(socket);
      socket.destroy();
    }
    for (const socket of asking)
      if (socket.destroyed || !(waiting.has(socket) || underWay(socket)!.waiting > 0)) asking.delete(socket);
    if (asking.size > 0) arm();
  };
  const arm = (): void => {
    disarm ??= wall.setTimeout(look, LOOK_MS);
  };
  server.on("request", ({ socket }: IncomingMessage) => {
    asking.add(socket);
    arm();
  });
  server.on("close", () => disarm?.());
}

/** The connections to close, so that no more than `most` bytes wait. @param waiting the longest wait first */
function tooMuch(waiting: readonly Socket[], most: number, addressOf: (socket: Socket) => string): Socket[] {
  let bytes = waiting.reduce((sum, socket) => sum + sizeOf(socket), 0);
  if (bytes <= most) return [];
  const addresses = new Map(waiting.map((socket) => [socket, addressOf(socket)] as const));
  const held = new Map<string, number>();
  const heldBy = (socket: Socket): number => held.get(addresses.get(socket)!) ?? 0;
  for (const socket of waiting) held.set(addresses.get(socket)!, heldBy(socket) + sizeOf(socket));
  const closed: Socket[] = [];
  for (const socket of waiting.toSorted((one, other) => heldBy(other) - heldBy(one))) {
    if (bytes <= most) break;
    bytes -= sizeOf(socket);
    closed.push(socket);
  }
  return closed;
}
