import type { Socket } from "node:net";
import { yieldToLoop } from "../clock/clock.js";

/** What a socket's stream is filled from. */
interface Handle {
  reading: boolean;
  readStart: () => void;
  readStop: () => void;
}
type WithHandle = Socket & { _handle?: Handle | null };

/** Connections that are held, and whether they are to be read afterwards. */
const held = new WeakMap<Socket, boolean>();
/** Connections whose handle was stopped here, which nobody else starts again: also where Node had paused only the stream. */
const stopped = new WeakSet<Socket>();

/**
 * Reads nothing more of a connection until it is released, although others resume it, as one does who reads a body. A stream that is
 * only paused goes on until it is full: over TLS with all records that have come.
 */
export function hold(socket: Socket): void {
  // Node may have paused it, for a body that nobody reads yet.
  held.set(socket, !socket.isPaused());
  stop(socket);
  // Where this was called for data that came, the stream asks for more afterwards.
  void yieldToLoop().then(() => {
    if (held.has(socket)) stop(socket);
  });
}

/** Lets a connection be read again. */
export function release(socket: WithHandle): void {
  const isRead = held.get(socket);
  held.delete(socket);
  const wasStopped = stopped.delete(socket);
  if (isRead === true) socket.resume();
  else if (!wasStopped) return;
  const { _handle: handle } = socket;
  if (!handle || handle.reading) return;
  handle.reading = true;
  handle.readStart();
}

/** To be called where a connection was resumed: whether it is held nevertheless. */
export function staysHeld(socket: Socket): boolean {
  if (!held.has(socket)) return false;
  held.set(socket, true);
  stop(socket);
  return true;
}

function stop(socket: WithHandle): void {
  socket.pause();
  const { _handle: handle } = socket;
  if (!handle?.reading) return;
  handle.reading = false;
  handle.readStop();
  stopped.add(socket);
}
