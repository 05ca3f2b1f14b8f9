import type { IncomingMessage } from "node:http";
import { machineWall, yieldToLoop } from "../clock/clock.js";
import { newSecret } from "../ids.js";
import { BodyRoom, busy } from "./body-room.js";
import type { Bindings } from "./context.js";
import { roomGiver } from "./give-room.js";
import { toResponse } from "./reply.js";
import type { Fetch } from "./server.js";

/**
 * How long a request may wait for its turn, in milliseconds: of any client, of a client with rare requests, and while fewer
 * than {@link MANY} others were taken meanwhile, because a machine that was busy elsewhere is not our load.
 */
const WAIT_MS = 100;
const WAIT_OF_SELDOM_MS = 400;
const WAIT_FOR_FEW_MS = 2000;
const MANY = 250;
/**
 * Bounds of one round of the event loop: milliseconds, and waiting requests that get their turn. A round accepts only one new
 * connection (libuv 1.46 and later), so long rounds would keep new clients out, the control plane's too.
 */
const ROUND_MS = 5;
const ROUND_TURNS = 16;
/** Waiting requests that get their turn in a round in which a connection came: the next one waits for its end. */
const ROUND_TURNS_WITH_NEW = 2;
/**
 * Requests on a connection are rare if the last one had its turn longer ago than this, in milliseconds. The time that it waited for
 * its turn is ours.
 */
const SELDOM_MS = 500;
/** Maximum number of waiting requests, as many as connections: more come only of clients that do not wait for answers. */
const MOST_WAITING = 10_000;

/** The event loop as this module sees it; tests replace it. */
export interface LoopView {
  /** Milliseconds. */
  now: () => number;
  /** Resolves when this round of the event loop is over. */
  roundEnds: () => Promise<void>;
}

/** What the admission does at present, for metrics. */
export interface AdmissionFigures {
  /** Requests that wait for their turn. */
  waiting: number;
  /** Bytes of the current requests' bodies. */
  bodyBytes: number;
  /** Requests that were refused so far. */
  refused: number;
}

/** Figures before the first request. */
export const noFigures = (): AdmissionFigures => ({ waiting: 0, bodyBytes: 0, refused: 0 });

/** What stands before the clients' requests. */
export interface Admission {
  fetch: Fetch;
  /** A client has connected. */
  connected: () => void;
}

/** What an admission depends on. */
export interface AdmissionOptions {
  loop?: LoopView;
  figures?: AdmissionFigures;
  /** Number of proxies that append to X-Forwarded-For. */
  trustProxy?: number;
}

/** A request that waits for its turn. */
interface Waiting {
  /** When it came. */
  at: number;
  /** Number of requests that were taken before it came. */
  takenBefore: number;
  isSeldom: boolean;
  answer: (isLate: boolean) => void;
}

/**
 * Admits clients' requests while they can be answered soon; refuses the others (503, with `Retry-After`) before any work. In
 * each round of the event loop a few milliseconds of requests are taken, clients with rare requests first; the others wait
 * for the next rounds. Clients that retry too early wait longest.
 */
export function admission(
  next: Fetch,
  { loop: { now, roundEnds } = machineLoop(), figures = noFigures(), trustProxy = 0 }: AdmissionOptions = {},
): Admission {
  const giveRoom = roomGiver(new BodyRoom(), { figures, trustProxy });
  let began = -1;
  let hasNew = false;
  let taken = 0;
  let isServing = false;
  const [rare, others]: [Waiting[], Waiting[]] = [[], []];
  const seen = new WeakMap<object, number>();

  const isSeldom = ({ socket }: IncomingMessage, at: number): boolean =>
    at - (seen.get(socket) ?? -Infinity) >= SELDOM_MS;

  /** Whether this round takes a request as soon as it comes. */
  const isFree = (at: number): boolean => {
    if (isServing) return false;
    if (began >= 0) return at - began < ROUND_MS;
    began = at;
    void roundEnds().then(() => (began = -1));
    return true;
  };

  const isLate = ({ at, takenBefore, isSeldom }: Waiting): boolean => {
    const most = taken - takenBefore < MANY ? WAIT_FOR_FEW_MS : isSeldom ? WAIT_OF_SELDOM_MS : WAIT_MS;
    return now() - at > most;
  };

  /** Serves waiting requests, a part of them in each round. */
  const serve = async (): Promise<void> => {
    isServing = true;
    await roundEnds();
    while (rare.length + others.length > 0) {
      const since = now();
      const most = hasNew ? ROUND_TURNS_WITH_NEW : ROUND_TURNS;
      hasNew = false;
      for (let turns = 0; turns < most && now() - since < ROUND_MS; turns++) {
        const waiting = rare.shift() ?? others.shift();
        if (waiting === undefined) break;
        figures.waiting -= 1;
        waiting.answer(isLate(waiting));
        // Its work goes on before the next one's begins.
        await Promise.resolve();
      }
      await roundEnds();
    }
    isServing = false;
  };

  const refuse = (): Response => {
    figures.refused += 1;
    return toResponse(busy({ "x-request-id": newSecret(8) }));
  };

  const fetch: Fetch = (request, bindings: Bindings) => {
    const { incoming, outgoing } = bindings;
    if (!incoming || !outgoing) return next(request, bindings);
    const take = (): Response | Promise<Response> => {
      taken += 1;
      giveRoom(bindings);
      return next(request, bindings);
    };
    const at = now();
    const seldom = isSeldom(incoming, at);
    seen.set(incoming.socket, at);
    if (isFree(at)) return take();
    if (rare.length + others.length >= MOST_WAITING) return refuse();
    return new Promise((resolve) => {
      const answer = (late: boolean): void => {
        seen.set(incoming.socket, now());
        resolve(late ? refuse() : take());
      };
      figures.waiting += 1;
      (seldom ? rare : others).push({ at, takenBefore: taken, isSeldom: seldom, answer });
      if (!isServing) void serve();
    });
  };
  return { fetch, connected: () => (hasNew = true) };
}

function machineLoop(): LoopView {
  const wall = machineWall();
  return { now: () => wall.now(), roundEnds: yieldToLoop };
}
