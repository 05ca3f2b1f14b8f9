import {
  Agent as PlainAgent,
  type ClientRequest,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { Agent as TlsAgent, request as requestTls } from "node:https";
import { machineWall } from "../clock/clock.js";
import { CUT } from "../http/client-address.js";
import { boundEmptyBytes } from "../text/empty-bytes.js";
import { whyUnfit } from "../text/fit-answer.js";
import { HOP, MOVED, passedHeaders } from "./hop.js";
import { refusingUnasked } from "../text/kept-connections.js";

/** Time to connect to another replica, in milliseconds. */
const CONNECT_MS = 1000;

/** How a request that was passed on ended. All but `answered` leave the client without an answer. */
export type Passed =
  | "answered"
  /** The other replica does not have the sandbox; nothing was done. */
  | "moved"
  /** The other replica could not be reached; nothing was done. */
  | "unreached"
  /** The connection broke; the request may have been carried out. */
  | "broken"
  /** The other replica fell silent; the request may still be carried out. */
  | "silent"
  /** What came is no answer of HTTP: another program may be at the replica's address by now. */
  | "unfit";

/** Why a wait for an answer was given up. */
const SILENT = new Error("the replica is silent");

/** A request to pass on. */
export interface Passing {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
  /** The whole body, or null to pass it on as it comes. */
  body: Buffer | null;
  /** The replica, and where it is. */
  owner: string;
  url: string;
  secret: string;
  /** The address of the client. */
  client: string;
}

/** Passes requests on to other replicas, over connections that are kept. */
export class Forwarder {
  readonly #plain = refusingUnasked(new PlainAgent({ keepAlive: true, maxFreeSockets: 64 }));
  readonly #tls = refusingUnasked(new TlsAgent({ keepAlive: true, maxFreeSockets: 64 }));
  /** Requests without an answer, by replica. */
  readonly #waiting = new Map<string, Set<ClientRequest>>();

  /** Ends the waits for a replica that has fallen silent. */
  giveUp(owner: string): void {
    for (const sent of this.#waiting.get(owner) ?? []) sent.destroy(SILENT);
  }

  /** The replicas that requests wait for. */
  get waitedFor(): string[] {
    return [...this.#waiting.keys()];
  }

  /** Closes the kept connections to a replica that stops, before it closes them: a request could be on its way. */
  closeIdle(url: string): void {
    if (!URL.canParse(url)) return;
    const { isTls, host, port } = addressOf(url);
    for (const [name, sockets = []] of Object.entries((isTls ? this.#tls : this.#plain).freeSockets))
      if (name.startsWith(`${host}:${port}:`)) for (const socket of [...sockets]) socket.destroy();
  }

  close(): void {
    this.#plain.destroy();
    this.#tls.destroy();
  }

  pass(passing: Passing): Promise<Passed> {
    return new Promise((resolve) => this.#pass(passing, resolve));
  }

  #pass(
    { incoming, outgoing, body, owner, url, secret, client }: Passing,
    settle: (how: Passed) => void,
  ): void {
    const { isTls, host, port } = addressOf(url);
    // Told, because Node does so by itself for some methods only, and the rest of a body would be another request.
    const isChunked = incoming.headers["transfer-encoding"] !== undefined;
    const framing = isChunked ? ["transfer-encoding", "chunked"] : [];
    const sent = (isTls ? requestTls : request)({
      ...{ agent: isTls ? this.#tls : this.#plain, host, port },
      method: incoming.method,
      path: incoming.url,
      headers: [...passedHeaders(incoming.rawHeaders), ...framing, HOP, `${secret} ${client}`] as never,
      setHost: false,
    });
    boundEmptyBytes(sent);
    this.#wait(owner, sent);
    let isConnected = false;
    sent.once("socket", (socket) => {
      if (!socket.connecting) return void (isConnected = true);
      const disarm = machineWall().setTimeout(() => sent.destroy(new Error("no connection")), CONNECT_MS);
      socket.once("connect", () => {
        isConnected = true;
        disarm();
      });
      socket.once("close", disarm);
    });
    const abandon = (): void => void sent.destroy();
    outgoing.once("close", abandon);
    let hasAnswer = false;
    const giveUp = (how: Passed): void => {
      hasAnswer = true;
      this.#over(owner, sent);
      outgoing.removeListener("close", abandon);
      sent.destroy();
      settle(how);
    };
    sent.once("upgrade", (_, socket) => {
      socket.on("error", () => undefined).destroy();
      giveUp("unfit");
    });
    sent.once("response", (answer) => {
      if (whyUnfit(answer) !== null) return giveUp("unfit");
      hasAnswer = true;
      this.#over(owner, sent);
      if (answer.headers[MOVED] !== undefined) {
        outgoing.removeListener("close", abandon);
        answer.resume();
        return settle("moved");
      }
      if (answer.headers[CUT] !== undefined) {
        answer.resume();
        outgoing.socket?.resetAndDestroy();
        return settle("answered");
      }
      outgoing.writeHead(answer.statusCode!, answer.statusMessage, passedHeaders(answer.rawHeaders));
      if (answer.headers["content-type"]?.startsWith("text/event-stream")) outgoing.flushHeaders();
      answer.pipe(outgoing);
      // An answer that breaks off there breaks off here.
      answer.once("close", () => {
        if (!answer.complete) outgoing.destroy();
        settle("answered");
      });
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      this.#over(owner, sent);
      if (hasAnswer) return;
      hasAnswer = true;
      outgoing.removeListener("close", abandon);
      if (outgoing.destroyed) settle("answered");
      else if (error === SILENT) settle("silent");
      else if (error.code === "EPROTO") settle("unfit");
      else settle(isConnected ? "broken" : "unreached");
    });
    if (body === null) incoming.pipe(sent);
    else sent.end(body);
  }

  #wait(owner: string, sent: ClientRequest): void {
    const waiting = this.#waiting.get(owner) ?? new Set();
    this.#waiting.set(owner, waiting.add(sent));
  }

  #over(owner: string, sent: ClientRequest): void {
    const waiting = this.#waiting.get(owner);
    waiting?.delete(sent);
    if (waiting?.size === 0) this.#waiting.delete(owner);
  }
}

function addressOf(url: string): { isTls: boolean; host: string; port: number } {
  const { protocol, hostname, port } = new URL(url);
  const isTls = protocol === "https:";
  // An IPv6 address without its brackets.
  return { isTls, host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) || (isTls ? 443 : 80) };
}
