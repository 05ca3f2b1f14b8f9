import type { IncomingMessage, ServerResponse } from "node:http";
import { machineWall, yieldToLoop } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import type { Bindings } from "./context.js";
import { problem } from "./problem.js";
import { toResponse } from "./reply.js";
import type { Fetch } from "./server.js";

/**
 * How long one round of the event loop accepts work, in milliseconds: from any client, from clients with rare requests, and
 * while it has accepted fewer than {@link MANY} requests, because a machine that was busy elsewhere is not our load.
 */
const ROUND_MS = 100;
const ROUND_FOR_SELDOM_MS = 400;
const ROUND_FOR_FEW_MS = 2000;
const MANY = 250;
/** Requests on a connection are rare if the last one is older than this, in milliseconds. */
const SELDOM_MS = 1000;
/** Maximum number of bytes of concurrent request bodies. */
export const BODIES_IN_FLIGHT = 128 * 1024 * 1024;
/** The counted size of a body without Content-Length, in bytes. */
const UNTOLD_BYTES = 1024 * 1024;
const RETRY_AFTER_SECONDS = "1";

/** The event loop as this module sees it; tests replace it. */
export interface LoopView {
  /** Milliseconds. */
  now: () => number;
  /** Resolves when this round of the event loop is over. */
  roundEnds: () => Promise<void>;
}

/**
 * Admits clients' requests while they can be answered soon; refuses the others (503, with
 * `Retry-After`) before any work. Requests of one round of the event loop are executed one after another, so the time
 * since the first is the waiting time of the next. Clients that retry too early wait longest.
 */
export function admission(next: Fetch, { now, roundEnds }: LoopView = machineLoop()): Fetch {
  let began = -1;
  let taken = 0;
  let bytes = 0;
  const seen = new WeakMap<object, number>();

  const isLate = (incoming: IncomingMessage): boolean => {
    const at = now();
    const before = seen.get(incoming.socket) ?? -Infinity;
    seen.set(incoming.socket, at);
    if (began < 0) {
      began = at;
      taken = 1;
      void roundEnds().then(() => (began = -1));
      return false;
    }
    const waited = at - began;
    if (waited > ROUND_MS) {
      const most = taken < MANY ? ROUND_FOR_FEW_MS : at - before < SELDOM_MS ? ROUND_MS : ROUND_FOR_SELDOM_MS;
      if (waited > most) return true;
    }
    taken += 1;
    return false;
  };

  /** Whether there is room for the body; it is taken until the answer has gone. */
  const hasRoom = ({ headers }: IncomingMessage, outgoing: ServerResponse): boolean => {
    const length =
      headers["transfer-encoding"] === undefined ? Number(headers["content-length"] ?? 0) : UNTOLD_BYTES;
    if (length === 0) return true;
    if (bytes > 0 && bytes + length > BODIES_IN_FLIGHT) return false;
    bytes += length;
    outgoing.once("close", () => (bytes -= length));
    return true;
  };

  return (request, bindings) => {
    const { incoming, outgoing } = bindings as Bindings;
    if (!incoming || !outgoing || (!isLate(incoming) && hasRoom(incoming, outgoing)))
      return next(request, bindings);
    return unavailable();
  };
}

function machineLoop(): LoopView {
  const wall = machineWall();
  return { now: () => wall.now(), roundEnds: yieldToLoop };
}

function unavailable(): Response {
  const headers = { "retry-after": RETRY_AFTER_SECONDS, "x-request-id": newSecret(8) };
  const message = "the emulator has more to do than it can answer soon; nothing was done";
  return toResponse(problem({ id: "service-unavailable", message, headers }));
}
