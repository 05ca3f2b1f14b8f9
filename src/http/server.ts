import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server as HttpServer,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";
import { machineWall } from "../clock/clock.js";
import { callerAddress } from "./client-address.js";
import { boundConnections, type ConnectionBounds, ordinaryConnections } from "./connections.js";
import { beginHandshakesInTurns } from "./handshakes.js";
import { staysHeld } from "./hold.js";
import { boundPipelines, inOrder, type UnderWay } from "./pipelined.js";
import { type ProblemId, STATUS } from "./problem.js";
import { endStill } from "./still.js";
import { boundUntaken } from "./untaken.js";

/** An address or a port that cannot be listened on (exit code 2). */
export class ListenError extends Error {
  override name = "ListenError";
}

/** Handles requests: Hono's `app.fetch`. */
export type Fetch = (request: Request, bindings: object) => Response | Promise<Response>;

/** Makes Node's listener of a function that handles requests. */
export type Adapt = (
  fetch: Fetch,
  options: { hostname: string; errorHandler: (error: unknown) => Response },
) => RequestListener;

const hono: Adapt = (fetch, options) => getRequestListener(fetch, options);

/** How long `close` waits for requests in flight before it cuts them, in milliseconds. */
const GRACE_MS = 2000;

/** How often `close` looks for connections whose last answer was sent, in milliseconds. */
const IDLE_CHECK_MS = 10;

const JSON_TYPE = { "content-type": "application/json" };

/**
 * For clients that are trusted, in milliseconds: how long a connection without a request stays open, longer than clients that ask
 * every minute wait; how long it may take until TLS has begun, which is Node's time for a head; and how long the body of a request
 * may stand still.
 */
const KEEP_ALIVE_MS = 65_000;
const HEAD_MS = 60_000;
const BODY_STALL_MS = 30_000;

/** Maximum number of headers: 2,000 short ones take twenty times their length in memory. */
const MOST_HEADERS = 200;

/** Maximum number of characters of a header or an address that a refusal quotes. */
const QUOTED = 100;

/** The error body of the product API (L 754-759). */
const errorBody = (id: ProblemId, message: string): string => JSON.stringify({ id, message, url: null });
const notHttp = (reason: string): string =>
  errorBody("invalid-data", `the request cannot be read: ${reason}`);

/** The error of Node's parser. */
type ParseError = Error & { code?: string };

/** Connections with a request that is refused, maybe later. */
const refused = new WeakSet<Socket>();

/**
 * Refuses what Node's parser rejects: an unknown method, a malformed or huge header, a request that takes too long. Node tells of
 * it again with all that comes after it.
 */
function refuseWhatIsNotHttp(error: ParseError, socket: Socket, last: UnderWay | undefined): void {
  const isLost = error.code === "ECONNRESET" || !socket.writable;
  if (!isLost && refused.has(socket)) return;
  refused.add(socket);
  refuseInOrder(error, socket, last);
}

/** Earlier complete requests on the connection are executed, so they get their answers first. */
function refuseInOrder(error: ParseError, socket: Socket, last: UnderWay | undefined): void {
  const isLost = error.code === "ECONNRESET" || !socket.writable;
  const isAnswered = last === undefined || last.outgoing.writableFinished;
  const before = last?.incoming.complete === false ? last.before : undefined;
  if (!isLost && before?.writableFinished === false)
    before.once("close", () => refuseInOrder(error, socket, last));
  // A second answer cannot begin in the middle of the first.
  else if (isLost || (!isAnswered && !last.incoming.complete && last.outgoing.headersSent)) socket.destroy();
  else if (isAnswered || !last.incoming.complete) refuse(error, socket);
  else last.outgoing.once("close", () => refuse(error, socket));
}

/** As Node tells of a request that takes too long. */
const TOOK_TOO_LONG: ParseError = Object.assign(new Error(), { code: "ERR_HTTP_REQUEST_TIMEOUT" });

function refuse(error: ParseError, socket: Socket): void {
  if (error.code === TOOK_TOO_LONG.code)
    lastAnswer(socket, "408 Request Timeout", notHttp("it took too long to arrive"));
  else lastAnswer(socket, "400 Bad Request", notHttp(error.message.replace(/^Parse Error: /, "")));
}

/** Answers and destroys the connection, because a client might never close it. */
function lastAnswer(socket: Duplex, status: string, body: string): void {
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  const head = [`HTTP/1.1 ${status}`, "Content-Type: application/json", length, "Connection: close"];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
  (socket as Socket).destroySoon();
}

/** Before TLS has begun nothing can be answered, and no connection would end at a time. */
const destroy = (_error: unknown, socket: Socket): unknown => socket.destroy();

/**
 * Node's parser takes from TLS what has come, also where it has paused, and then refuses it; so it does where something else listens
 * for data. With a listener for data the stream keeps it, and Node no longer looks whether one who resumes the stream may.
 */
function keepWhilePaused(socket: Socket & { _paused?: boolean }): void {
  socket.on("data", () => undefined);
  // What is left in the stream of a closed connection may flow, but its parser is gone.
  socket.once("close", () => socket.removeAllListeners("data"));
  socket.on("resume", () => {
    if (!staysHeld(socket) && socket._paused) socket.pause();
  });
}

/** The connections of a server. Node knows those only that it reads HTTP from: none before TLS has begun, or after CONNECT. */
function openConnections(server: HttpServer): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  return open;
}

/**
 * Refuses CONNECT, which Node handles apart from requests: it lets go of the connection. No answer on it would go on then, no
 * limit of time would end it, and `close` would wait for it. So it is closed if an earlier request is not answered yet.
 */
function refuseConnect(server: HttpServer, underWay: (socket: object) => UnderWay | undefined): void {
  server.on("connect", ({ url }, socket) => {
    const id: ProblemId = "method-not-allowed";
    const target = (url ?? "").slice(0, QUOTED);
    const message = `CONNECT ${target}: this is no proxy; send the request itself here`;
    socket.on("error", () => undefined);
    if (underWay(socket)?.outgoing.writableFinished === false) socket.destroy();
    else lastAnswer(socket, `${STATUS[id]} Method Not Allowed`, errorBody(id, message));
  });
}

/** Refuses an Expect that Node would refuse without a body, and too many headers, when it is the request's turn; passes all others on. */
function refuseHeads(server: HttpServer, listener: RequestListener): RequestListener {
  const unexpected = new WeakSet<IncomingMessage>();
  server.on("checkExpectation", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    unexpected.add(incoming);
    server.emit("request", incoming, outgoing);
  });
  return (incoming, outgoing) => {
    // The body of a refused request, which was not asked for, may follow or not.
    const refuse = (status: number, body: string): unknown =>
      outgoing.writeHead(status, { ...JSON_TYPE, connection: "close" }).end(body);
    if (incoming.rawHeaders.length > 2 * MOST_HEADERS) {
      refuse(400, notHttp(`it has too many headers; accepted: at most ${MOST_HEADERS}`));
    } else if (unexpected.has(incoming)) {
      const got = JSON.stringify(incoming.headers.expect?.slice(0, QUOTED));
      refuse(417, errorBody("invalid-data", `Expect: got ${got}; accepted: none, or 100-continue`));
    } else listener(incoming, outgoing);
  };
}

/** Why no URL can be made of a request's path and host. */
const NO_URL =
  "the path or the Host header is invalid; accepted: a path like /products, without \\, and a host like 127.0.0.1:7740";

/** The answer to a request that cannot be converted, or whose handler failed with an internal error. */
function answerTo(error: unknown): Response {
  if (error instanceof RequestError)
    return new Response(notHttp(NO_URL), { status: 400, headers: JSON_TYPE });
  const own = errorBody("internal-error", "internal error of the emulator; see its log");
  return new Response(own, { status: 500, headers: JSON_TYPE });
}

/** A server that listens. */
export interface Server {
  /** `http://127.0.0.1:7740` */
  url: string;
  /** Accepts no more requests, waits for those in flight, and cuts the rest. */
  close: () => Promise<void>;
}

/** Bounds for unknown clients. Times in milliseconds. */
export interface Bounds extends ConnectionBounds {
  /** Maximum time to send the head of a request, and the whole request. */
  headMs: number;
  requestMs: number;
  /** How often the server looks for connections that exceed these times. */
  lookMs: number;
  /** Maximum time without traffic on a connection whose request or answer is not whole. */
  stallMs: number;
  /** How long a connection without a request stays open. */
  keepAliveMs: number;
}

/** What a server needs for HTTPS. */
export interface Tls {
  /** The certificate, with its chain, and its key, in PEM. */
  cert: string;
  key: string;
  /** The file with a self-signed certificate, for clients that are to trust it; null for one that the user gave. */
  certificateFile: string | null;
}

/** Where and how to listen. */
export interface ListenOptions {
  host: string;
  /** 0 picks a free one. */
  port: number;
  /** Without them clients are trusted. */
  bounds?: Bounds | null;
  /** Without `bounds`, times for tests. */
  times?: Partial<Pick<Bounds, "keepAliveMs" | "stallMs">>;
  /** Without `bounds`, how many connections are held. Default: what the process can hold. */
  connections?: ConnectionBounds;
  /** How many bytes of answers may wait for clients to take them. Default: those of `untaken.ts`. */
  untaken?: number | undefined;
  /** How many bytes of requests may wait for the answers before them. Default: those of `kept-requests.ts`. */
  keptRequests?: number | undefined;
  /** For HTTPS. */
  tls?: Pick<Tls, "cert" | "key"> | null;
  /** Without TLS, makes Node's listener. Default: Hono's adapter. */
  adapt?: Adapt | undefined;
  /** Number of proxies in front, whose connections have requests of many clients. */
  trustProxy?: number;
  /** Called for each new connection. */
  onConnection?: () => void;
  /** Wraps Node's listener, for requests that belong to other processes. */
  wrap?: ((listener: RequestListener) => RequestListener) | undefined;
}

/**
 * How many connections wait until they are accepted, if the system allows it (Linux: `net.core.somaxconn`). A client beyond
 * that is not told; it tries again after a second, then after more.
 */
const BACKLOG = 4096;

/** The loopback address of a server that listens on all addresses. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Listens. @throws ListenError */
export async function listen(fetch: Fetch, listening: ListenOptions): Promise<Server> {
  const {
    host,
    port,
    bounds = null,
    connections = ordinaryConnections(),
    tls = null,
    times,
    untaken,
    keptRequests,
  } = listening;
  const { adapt = hono, onConnection, wrap, trustProxy = 0 } = listening;
  const { keepAliveMs = KEEP_ALIVE_MS, stallMs = BODY_STALL_MS } = { ...bounds, ...times };
  const total = bounds && {
    handshakeTimeout: bounds.headMs,
    headersTimeout: bounds.headMs,
    requestTimeout: bounds.requestMs,
    connectionsCheckingInterval: bounds.lookMs,
  };
  // The host of a request without Host (HTTP/1.0).
  const options = { errorHandler: answerTo, hostname: host };
  const settings = {
    handshakeTimeout: HEAD_MS,
    ...total,
    keepAliveTimeout: keepAliveMs,
    requireHostHeader: false,
  };
  const own = (tls ? hono : adapt)(fetch, options);
  const listener = wrap?.(own) ?? own;
  // Trusted clients mostly have the same address, as those behind a proxy have: one that sends much at once would hold up all others.
  const hasTurns = bounds !== null && trustProxy === 0;
  let server: HttpServer;
  if (tls) {
    const https = (await import("node:https")).createServer({ ...settings, cert: tls.cert, key: tls.key });
    if (hasTurns) beginHandshakesInTurns(https, bounds.headMs);
    server = https;
  } else server = createServer(settings);
  if (tls) server.on("secureConnection", keepWhilePaused).prependListener("tlsClientError", destroy);
  else if (bounds) server.on("connection", keepWhilePaused);
  server.timeout = stallMs;
  // Node drops what is beyond: one more, so that this can be seen.
  server.maxHeadersCount = MOST_HEADERS + 1;
  const asks = boundConnections(server, bounds ?? connections, (socket) => underWay(socket)?.waiting === 0);
  const turns = hasTurns ? { hasTls: tls !== null } : null;
  const addressOf = (incoming: IncomingMessage): string => callerAddress(incoming, trustProxy);
  const underWay = boundPipelines(server, { onFirst: asks, turns, mostKept: keptRequests, addressOf });
  boundUntaken(server, underWay, { most: untaken, addressOf });
  server.on("request", inOrder(underWay, refuseHeads(server, listener), addressOf));
  if (onConnection) server.on("connection", onConnection);
  const open = openConnections(server);
  endStill(server, {
    underWay,
    refuse: (socket, last) => refuseWhatIsNotHttp(TOOK_TOO_LONG, socket, last),
    closesWaiting: bounds !== null,
  });
  refuseConnect(server, underWay);
  server.on("clientError", (error, socket) => refuseWhatIsNotHttp(error, socket as Socket, underWay(socket)));
  await new Promise<void>((done, fail) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE"
          ? "the port is in use; choose another --port, or 0 for a free one"
          : error.message;
      fail(new ListenError(`cannot listen on ${host}:${port}: ${why}`));
    });
    server.listen({ port, host, backlog: BACKLOG }, done);
  });
  const { family, address: listened, port: bound } = server.address() as AddressInfo;
  // "Any address" is none that a client could use.
  const address = LOOPBACK_OF[listened] ?? listened;
  options.hostname = `${family === "IPv6" ? `[${address}]` : address}:${bound}`;
  return {
    url: `${tls ? "https" : "http"}://${options.hostname}`,
    close: () =>
      new Promise<void>((done) => {
        const wall = machineWall();
        const disarm = wall.setTimeout(() => open.forEach((socket) => socket.destroy()), GRACE_MS);
        let again = (): void => undefined;
        // A kept-alive connection becomes idle when its last answer is sent.
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
