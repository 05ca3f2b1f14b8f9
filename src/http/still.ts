import type { Server as HttpServer } from "node:http";
import type { Socket } from "node:net";
import { yieldToLoop } from "../clock/clock.js";
import type { UnderWay } from "./pipelined.js";

/** What to do with connections on which nothing happens. */
export interface StillOptions {
  underWay: (socket: Socket) => UnderWay | undefined;
  /** Refuses the rest of a request whose body stands still, and closes its connection. */
  refuse: (socket: Socket, last: UnderWay) => void;
  /** Whether to close also a connection that waits for an answer, or whose client does not read it. */
  closesWaiting: boolean;
}

/**
 * Decides what happens to a connection whose time without traffic is over; Node alone closes it at once. After a pause of the
 * process this time may be over for connections with a request that has come meanwhile. It is read first, and then counts.
 */
export function endStill(server: HttpServer, options: StillOptions): void {
  const end = async (socket: Socket): Promise<void> => {
    const traffic = trafficOf(socket);
    // What has come is read before the round of the event loop ends.
    await yieldToLoop();
    if (socket.destroyed || trafficOf(socket) !== traffic) return;
    const last = options.underWay(socket);
    if (last === undefined ? options.closesWaiting : last.waiting === 0) socket.destroy();
    else if (last?.waiting === 1 && awaitsBody(last)) options.refuse(socket, last);
    else if (options.closesWaiting) socket.destroy();
  };
  server.on("timeout", (socket: Socket) => void end(socket));
}

const trafficOf = ({ bytesRead, bytesWritten }: Socket): number => bytesRead + bytesWritten;

/** Whether the rest of a body is missing, and not because nobody here has read what came. */
const awaitsBody = ({ incoming }: UnderWay): boolean =>
  !incoming.complete && incoming.readableLength < incoming.readableHighWaterMark;
