import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import { httpsAgent, type Network } from "../../contract-tests/target/network.js";
import { type Failure, headerOf, type HeaderPair } from "../exchange.js";
import { flat } from "./headers.js";
import { boundEmptyBytes } from "../../src/text/empty-bytes.js";
import { refusingUnasked } from "../../src/text/kept-connections.js";

/** Idle connections are closed after this many milliseconds, before a server would close them. */
const IDLE_MS = 1000;

/** A request to the target. */
export interface UpstreamRequest {
  method: string;
  /** With the target's prefix and the query, exactly as it is sent. */
  path: string;
  headers: readonly HeaderPair[];
  /** The name for TLS, where it is not that of the target's URL. */
  serverName?: string | undefined;
  /** Whether the body comes in chunks, without its length. */
  isChunked: boolean;
}

/** Connections to the target. */
export class Upstream {
  readonly #url: URL;
  readonly #agent: http.Agent | https.Agent;

  constructor(
    target: string,
    private readonly network: Network,
    private readonly timeoutMs: number,
  ) {
    this.#url = new URL(target);
    const kept = { keepAlive: true, timeout: IDLE_MS, scheduling: "lifo" } as const;
    this.#agent = refusingUnasked(this.#isSecure ? httpsAgent(network, kept) : new http.Agent(kept));
    // The agent's time is for idle connections; one that is being made may take as long as an answer.
    const connect = this.#agent.createConnection.bind(this.#agent);
    this.#agent.createConnection = (given, done) => connect({ ...given, timeout: timeoutMs }, done);
  }

  get #isSecure(): boolean {
    return this.#url.protocol === "https:";
  }

  /** Begins a request. An inactive one ends with the error `ETIMEDOUT`, one whose answer has no content and no end with `EPROTO`. */
  begin({ method, path, headers, serverName, isChunked }: UpstreamRequest): http.ClientRequest {
    const { hostname, port } = this.#url;
    const added = Object.entries(this.network.headers).filter(
      ([name]) => !headers.some(([given]) => given.toLowerCase() === name.toLowerCase()),
    );
    const request = (this.#isSecure ? https : http).request({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: port === "" ? (this.#isSecure ? 443 : 80) : Number(port),
      ...{ method, path, agent: this.#agent, setHost: false },
      headers: flat([...headers, ...added, ...lengthOf(method, headers, isChunked)]),
      ...(serverName === undefined || isIP(serverName) !== 0 ? {} : { servername: serverName }),
    });
    boundEmptyBytes(request);
    request.setTimeout(this.timeoutMs, () => {
      request.destroy(
        Object.assign(new Error(`no answer within ${this.timeoutMs} ms`), { code: "ETIMEDOUT" }),
      );
    });
    return request;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The header that says how long a body is, where that of the client does not: Node would choose one otherwise. */
function lengthOf(method: string, headers: readonly HeaderPair[], isChunked: boolean): HeaderPair[] {
  if (isChunked) return [["Transfer-Encoding", "chunked"]];
  const isSaid =
    ["GET", "HEAD", "DELETE", "OPTIONS"].includes(method) ||
    headerOf(headers, "content-length") !== undefined;
  return isSaid ? [] : [["Content-Length", "0"]];
}

/** Follows at which stage a request fails. */
export function stageOf(request: http.ClientRequest): () => Failure["stage"] {
  let stage: Failure["stage"] = "connecting";
  let isAnswered = (): boolean => false;
  request.once("socket", (socket) => {
    const before = socket.bytesRead;
    isAnswered = () => socket.bytesRead > before;
    if (request.reusedSocket) stage = "reused";
    else if (!socket.connecting) stage = "sent";
    else socket.once("encrypted" in socket ? "secureConnect" : "connect", () => (stage = "sent"));
  });
  return () => (stage === "reused" && isAnswered() ? "sent" : stage);
}
