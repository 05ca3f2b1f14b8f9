import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { machineWall } from "../clock/clock.js";
import { clientAddress } from "./client-address.js";

/** An address or a port that cannot be listened on (exit code 2). */
export class ListenError extends Error {
  override name = "ListenError";
}

/** What answers requests: Hono's `app.fetch`. */
export type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

/** How long `close` waits for requests in flight before it cuts them, in milliseconds. */
const GRACE_MS = 2000;

/** How often `close` looks for connections whose last answer has gone, in milliseconds. */
const IDLE_CHECK_MS = 10;

const JSON_TYPE = { "content-type": "application/json" };

/** The error body of the product API (L 754-759). */
const notHttp = (reason: string): string =>
  JSON.stringify({ id: "invalid-data", message: `not a request that can be read: ${reason}`, url: null });

/** What Node's parser says of a request. */
type ParseError = Error & { code?: string };

/** A request of a connection, and its answer. */
interface UnderWay {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

/**
 * Refuses what Node's parser does not take: an unknown method, a broken or a huge header, a request that takes too long.
 * A whole request that came before it on the connection is carried out, so it gets its answer first.
 */
function refuseWhatIsNotHttp(error: ParseError, socket: Socket, last: UnderWay | undefined): void {
  const isLost = error.code === "ECONNRESET" || !socket.writable;
  const isAnswered = last === undefined || last.outgoing.writableFinished;
  // In the middle of an answer there is no place for another.
  if (isLost || (!isAnswered && !last.incoming.complete && last.outgoing.headersSent)) socket.destroy();
  else if (isAnswered || !last.incoming.complete) refuse(error, socket);
  else last.outgoing.once("close", () => refuse(error, socket));
}

/** Answers with the documented error body, and gives up the connection, which a client may never close. */
function refuse(error: ParseError, socket: Socket): void {
  const tooSlow = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const body = notHttp(tooSlow ? "it took too long to come" : error.message.replace(/^Parse Error: /, ""));
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const status = tooSlow ? "408 Request Timeout" : "400 Bad Request";
  const head = [`HTTP/1.1 ${status}`, "Content-Type: application/json", length, "Connection: close"];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  socket.destroySoon();
}

/** The answer to a request that cannot be made one, or that nobody has an answer to, for an error of our own. */
function answerTo(error: unknown): Response {
  if (error instanceof RequestError)
    return new Response(notHttp("the Host header is no host"), { status: 400, headers: JSON_TYPE });
  const own = { id: "internal-error", message: "internal error of the emulator; see its log", url: null };
  return new Response(JSON.stringify(own), { status: 500, headers: JSON_TYPE });
}

/** Closes a connection at once if its address has too many. */
function limitAddresses(server: HttpServer, most: number): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = clientAddress(socket.remoteAddress, null, 0);
    const count = open.get(address) ?? 0;
    if (count >= most) {
      socket.destroy();
      return;
    }
    open.set(address, count + 1);
    socket.once("close", () => {
      const left = open.get(address)! - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
  });
}

/** A server that listens. */
export interface Server {
  /** `http://127.0.0.1:7740` */
  url: string;
  /** Takes no more requests, lets those in flight end, and cuts what does not. */
  close: () => Promise<void>;
}

/** What a server grants to whoever comes, where that may be a stranger. Milliseconds. */
export interface Bounds {
  /** To send the head of a request, and all of it. */
  headMs: number;
  requestMs: number;
  /** How often it is looked for those who take longer. */
  lookMs: number;
  /** How long nothing at all may go over a connection whose answer is not taken whole. */
  stallMs: number;
  /** How long a connection without a request stays. */
  keepAliveMs: number;
  /** How many connections there may be. */
  connections: number;
  /** Maximum number of connections of one address; 64 bits of an IPv6 address are one. */
  connectionsOfAddress: number;
}

/** Listens. Port 0 picks a free one. Without `bounds` clients are trusted. @throws ListenError */
export async function listen(
  fetch: Fetch,
  host: string,
  port: number,
  bounds: Bounds | null = null,
): Promise<Server> {
  const times = bounds && {
    headersTimeout: bounds.headMs,
    requestTimeout: bounds.requestMs,
    connectionsCheckingInterval: bounds.lookMs,
    keepAliveTimeout: bounds.keepAliveMs,
  };
  // What a request without Host (HTTP/1.0) was sent to.
  const options = { errorHandler: answerTo, hostname: host };
  const server = createServer(
    { ...times, requireHostHeader: false },
    getRequestListener(fetch as never, options) as RequestListener,
  );
  if (bounds) {
    server.timeout = bounds.stallMs;
    server.maxConnections = bounds.connections;
    limitAddresses(server, bounds.connectionsOfAddress);
  }
  const latest = new WeakMap<object, UnderWay>();
  server.prependListener("request", (incoming, outgoing) =>
    latest.set(incoming.socket, { incoming, outgoing }),
  );
  server.on("clientError", (error, socket) =>
    refuseWhatIsNotHttp(error, socket as Socket, latest.get(socket)),
  );
  await new Promise<void>((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "the port is in use; choose another --port, or 0 for a free one"
          : error.message;
      fail(new ListenError(`cannot listen on ${host}:${port}: ${why}`));
    });
    server.listen(port, host, done);
  });
  const { family, address, port: bound } = server.address() as AddressInfo;
  options.hostname = `${family === "IPv6" ? `[${address}]` : address}:${bound}`;
  return {
    url: `http://${options.hostname}`,
    close: () =>
      new Promise<void>((done) => {
        const wall = machineWall();
        const disarm = wall.setTimeout(() => server.closeAllConnections(), GRACE_MS);
        let again = (): void => undefined;
        // A connection that is kept alive becomes idle when its last answer has gone.
        const closeIdle = (): void => {
          server.closeIdleConnections();
          again = wall.setTimeout(closeIdle, IDLE_CHECK_MS);
        };
        server.close(() => {
          disarm();
          again();
          done();
        });
        closeIdle();
      }),
  };
}
