import type { BodyRoom } from "./body-room.js";
import { callerAddress } from "./client-address.js";
import type { Bindings } from "./context.js";
import type { Fetch } from "./server.js";

/** Room for the bodies of the control plane and the dashboard: twice the longest snapshot, so that one always fits. */
export const CONTROL_BODIES = 512 * 1024 * 1024;

interface RoomOptions {
  /** Bytes of the current bodies, and the number of refused requests so far. */
  figures?: { bodyBytes: number; refused: number };
  /** Number of proxies that append to X-Forwarded-For. */
  trustProxy: number;
}

/** Gives requests the room for their bodies, byte by byte as it comes; it is taken until the answer has gone. */
export function roomGiver(
  room: BodyRoom,
  { figures = { bodyBytes: 0, refused: 0 }, trustProxy }: RoomOptions,
): (bindings: Bindings) => void {
  return (bindings) => {
    const { incoming, outgoing } = bindings;
    if (!incoming || !outgoing) return;
    const { "transfer-encoding": encoding, "content-length": length = "0" } = incoming.headers;
    if (encoding === undefined && length === "0") return;
    const address = callerAddress(incoming, trustProxy);
    let held = 0;
    let isGone = false;
    bindings.takeRoom = (bytes) => {
      if (isGone) return false;
      const isTaken = room.take(address, bytes);
      if (isTaken) held += bytes;
      else figures.refused += 1;
      figures.bodyBytes = room.taken;
      return isTaken;
    };
    // It is emitted once.
    outgoing.on("close", () => {
      isGone = true;
      room.free(address, held);
      figures.bodyBytes = room.taken;
    });
  };
}

/** A plane that is never refused for load, with limited room for the bodies of its requests. */
export function withBodyRoom(plane: Fetch, trustProxy: number, room: BodyRoom): Fetch {
  const giveRoom = roomGiver(room, { trustProxy });
  return (request, bindings: Bindings) => {
    giveRoom(bindings);
    return plane(request, bindings);
  };
}
