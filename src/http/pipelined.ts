import type { IncomingMessage, RequestListener, Server as HttpServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { yieldToLoop } from "../clock/clock.js";
import { type AddressOf, withoutProxies } from "./client-address.js";
import { KeptRequests, MOST_KEPT } from "./kept-requests.js";
import { readInTurns } from "./reading-turns.js";
import { Turns } from "./turns.js";

/**
 * Maximum number of requests without an answer on one connection. Node keeps each, and needs time for each of them with every
 * answer, and again when the connection closes.
 */
export const MAX_PIPELINED = 1000;

/** The latest request of a connection, with its answer. */
export interface UnderWay {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** The answer to the request before it. */
  before: ServerResponse | undefined;
  /** Number of requests without an answer. */
  waiting: number;
}

/**
 * Closes a connection whose client sends many more requests than it waits for answers. Those of all connections together take at
 * most `mostKept` bytes. Returns what is under way on a connection. `onFirst` is called at the first request of each. `turns`: for
 * clients that are not trusted, {@link readInTurns}.
 */
export function boundPipelines(
  server: HttpServer,
  {
    onFirst = () => undefined,
    turns = null,
    mostKept = MOST_KEPT,
    addressOf = withoutProxies,
  }: {
    onFirst?: (socket: Socket) => void;
    turns?: { hasTls: boolean } | null;
    mostKept?: number | undefined;
    addressOf?: AddressOf;
  } = {},
): (socket: object) => UnderWay | undefined {
  const connections = new WeakMap<object, UnderWay>();
  const kept = new KeptRequests(mostKept, addressOf);
  const waits = turns && readInTurns(server, { ...turns, waiting: () => kept.count });
  // One function for all answers: a listener of each would be made for each.
  function closed(this: ServerResponse): void {
    connections.get(this.req.socket)!.waiting -= 1;
    kept.remove(this);
  }
  server.prependListener("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { socket } = incoming;
    const known = connections.get(socket);
    outgoing.on("close", closed);
    if (known === undefined) {
      connections.set(socket, { incoming, outgoing, before: undefined, waiting: 1 });
      onFirst(socket);
      return;
    }
    // After the socket's end nothing of it is given back.
    if (known.waiting > 0 && !socket.destroyed) {
      kept.add(incoming, outgoing, known.incoming);
      waits?.(socket);
    }
    known.before = known.outgoing;
    known.incoming = incoming;
    known.outgoing = outgoing;
    known.waiting += 1;
    if (known.waiting > MAX_PIPELINED) socket.destroy();
  });
  return (socket) => connections.get(socket);
}

/**
 * Begins a request when the answers before it on its connection have gone, one in a round of the event loop, of one address
 * after the other. Begun earlier, its answer would be kept until then, and Node does not tell that answer when the connection
 * closes: what it holds would never be given back.
 */
export function inOrder(
  underWay: (socket: object) => UnderWay | undefined,
  listener: RequestListener,
  addressOf = withoutProxies,
): RequestListener {
  const turns = new Turns(yieldToLoop);
  return (incoming, outgoing) => {
    const { socket } = incoming;
    const before = underWay(socket)?.before;
    if (before === undefined || before.closed) return listener(incoming, outgoing);
    before.once("close", () => {
      void turns
        .take(addressOf(incoming), "", () => socket.destroyed)
        .then(() => {
          if (!socket.destroyed) listener(incoming, outgoing);
        });
    });
  };
}
