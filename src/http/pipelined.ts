import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";

/**
 * Maximum number of requests without an answer on one connection. Node keeps each, and needs time for each of them with every
 * answer, and again when the connection closes.
 */
export const MAX_PIPELINED = 1000;

/** Closes a connection whose client sends many more requests than it waits for answers. */
export function boundPipelines(server: HttpServer): void {
  const waiting = new WeakMap<object, number>();
  server.prependListener("request", ({ socket }: IncomingMessage, outgoing: ServerResponse) => {
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    outgoing.once("close", () => waiting.set(socket, waiting.get(socket)! - 1));
    if (count > MAX_PIPELINED) socket.destroy();
  });
}
