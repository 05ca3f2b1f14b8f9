import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { machineWall } from "../clock/clock.js";

/** Maximum number of bytes of all answers that wait for their clients to take them. */
export const MOST_UNTAKEN = 256 * 1024 * 1024;
/** How often these are counted while there are any, in milliseconds. */
const LOOK_MS = 100;

/**
 * Bounds what is kept of answers that clients do not take. When there is more, the connections whose answers have waited
 * longest are closed, until the rest fits.
 */
export function boundUntaken(server: HttpServer, most = MOST_UNTAKEN): void {
  const wall = machineWall();
  const open = new Set<Socket>();
  /** Connections that had something waiting at the last look, the longest wait first. */
  let waiting = new Set<Socket>();
  let disarm: (() => void) | null = null;

  const look = (): void => {
    disarm = null;
    const still = [...waiting].filter((socket) => open.has(socket) && socket.writableLength > 0);
    waiting = new Set([...still, ...[...open].filter((socket) => socket.writableLength > 0)]);
    let bytes = 0;
    for (const socket of waiting) bytes += socket.writableLength;
    for (const socket of waiting) {
      if (bytes <= most) break;
      bytes -= socket.writableLength;
      waiting.delete(socket);
      socket.destroy();
    }
    if (waiting.size > 0) arm();
  };
  const arm = (): void => {
    disarm ??= wall.setTimeout(look, LOOK_MS);
  };
  server.on("request", ({ socket }: IncomingMessage) => {
    arm();
    if (open.has(socket)) return;
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  server.on("close", () => disarm?.());
}
