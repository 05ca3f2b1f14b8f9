import type { Server } from "node:https";
import type { Socket } from "node:net";
import { machineWall, yieldToLoop } from "../clock/clock.js";
import { clientAddress } from "./client-address.js";
import { keyOf } from "./connections.js";
import { Turns } from "./turns.js";

/** Maximum number of connections of an address whose handshakes have begun and are not over. */
export const MOST_IN_HANDSHAKE = 8;
/** Which share of the time until TLS has begun one of them may take where others of the address wait. */
const LONG_SHARE = 0.1;

/** What a connection emits when its handshake has begun. */
const BEGUN = "tlsBegun";

/** The connections of an address whose handshakes are not over. */
interface Party {
  begun: number;
  waiting: Set<Socket>;
}

/**
 * Begins TLS handshakes one in a round of the event loop, of one address after the other, when their clients have sent something,
 * and of an address a few at once, of which one that takes long is closed where others wait. Else Node answers in one round what
 * clients have sent on all their connections, and each answer is
 * signed. `mostMs`: how long a connection may wait for that.
 */
export function beginHandshakesInTurns(server: Server, mostMs: number): void {
  const wall = machineWall();
  const turns = new Turns(yieldToLoop);
  const parties = new Map<string, Party>();
  /** What ends the share of a connection in its party. */
  const over = new Map<string, () => void>();
  // Node's, which begins the handshake.
  const [toTls] = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeListener("connection", toTls!);

  const begin = async (address: string, party: Party, socket: Socket): Promise<void> => {
    const key = keyOf(socket);
    let disarm = (): void => undefined;
    const watch = (): void => {
      if (party.waiting.size > 0) socket.destroy();
      else disarm = wall.setTimeout(watch, mostMs * LONG_SHARE);
    };
    const end = (): void => {
      if (!over.delete(key)) return;
      disarm();
      party.begun -= 1;
      const [next] = party.waiting;
      if (next !== undefined) {
        party.waiting.delete(next);
        void begin(address, party, next);
      } else if (party.begun === 0) parties.delete(address);
    };
    party.begun += 1;
    over.set(key, end);
    socket.once("close", end);
    await turns.take(address, "", () => socket.destroyed);
    if (socket.destroyed) return;
    disarm = wall.setTimeout(watch, mostMs * LONG_SHARE);
    toTls!.call(server, socket);
    socket.emit(BEGUN);
  };

  server.on("connection", (socket: Socket) => {
    const disarm = wall.setTimeout(() => socket.destroy(), mostMs);
    // Until TLS has it.
    socket.once("close", disarm).once(BEGUN, disarm);
    socket.on("error", () => undefined);
    socket.once("readable", () => {
      // Its client is gone, or sends nothing.
      if (socket.remoteAddress === undefined || socket.readableLength === 0) {
        socket.destroy();
        return;
      }
      const address = clientAddress(socket.remoteAddress, null, 0);
      const party = parties.get(address) ?? { begun: 0, waiting: new Set() };
      parties.set(address, party);
      if (party.begun < MOST_IN_HANDSHAKE) void begin(address, party, socket);
      else {
        party.waiting.add(socket);
        socket.once("close", () => party.waiting.delete(socket));
      }
    });
  });
  server.on("secureConnection", (socket) => over.get(keyOf(socket))?.());
}
