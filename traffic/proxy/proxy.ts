import http from "node:http";
import https from "node:https";
import type { AddressInfo } from "node:net";
import type { Network } from "../../contract-tests/target/network.js";
import { boundPipelines, inOrder } from "../../src/http/pipelined.js";
import { Gathered } from "../../src/text/gathered.js";
import { headerOf, type HeaderPair } from "../exchange.js";
import type { RawExchange } from "../secrets/redact.js";
import { endToEnd, pairsOf, withHeader } from "./headers.js";
import { answerOwn, type OwnAnswer, type PassingOn, passOn, type Ready } from "./pass-on.js";
import { passToOwn } from "./own-plane.js";
import { namedAccount, type ProxyAccount, Signer } from "./signer.js";
import { TapBudget } from "./tap.js";
import { Upstream } from "./upstream.js";
import { refusalOfPage } from "./web-page.js";

/** Options of a proxy. */
export interface ProxyOptions {
  /** URL of the deployment, with its path. */
  target: string;
  network: Network;
  host: string;
  /** 0: any free port. */
  port: number;
  tls: { cert: string; key: string } | null;
  accounts: readonly ProxyAccount[];
  /** Whether requests go on as they came, for clients that reach the proxy under the deployment's own name. */
  preservesHost: boolean;
  /** How long a target may do nothing, in milliseconds. */
  timeoutMs: number;
  /** Bodies are kept up to this many bytes each. */
  maxBody: number;
  /** All bodies that are kept at a time, in bytes. Default: {@link MAX_KEPT}. */
  maxKept?: number;
  /** URL of the emulator that has the dashboard, to which `/_emulator/` leads; null: none. */
  ownPlane: string | null;
  holdsAnswers: boolean;
  onExchange: (exchange: RawExchange) => OwnAnswer | null;
  nonce: () => string;
}

const MAX_KEPT = 128 * 1024 * 1024;
/** A form is read whole before it is signed. */
const MAX_FORM = 64 * 1024;

/** A proxy that listens. */
export interface RunningProxy {
  url: string;
  close(): Promise<void>;
}

/** Starts a proxy in front of a deployment. @throws the error of the system if it cannot listen */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const { target, network, timeoutMs, tls, host, port, maxBody, holdsAnswers, onExchange } = options;
  const upstream = new Upstream(target, network, timeoutMs);
  const passing: PassingOn = {
    ...{ upstream, maxBody, holdsAnswers, onExchange },
    budget: new TapBudget(options.maxKept ?? MAX_KEPT),
  };
  const front = new Front(options);
  const serve = (incoming: http.IncomingMessage, outgoing: http.ServerResponse): void => {
    // A client that breaks its connection is no error of the proxy.
    incoming.on("error", () => undefined);
    outgoing.on("error", () => undefined);
    if (options.ownPlane !== null && /^\/_emulator(\/|$)/.test(incoming.url!))
      return passToOwn(options.ownPlane, incoming, outgoing);
    const refusal = refusalOfPage(incoming, options);
    if (refusal !== null) return answerOwn(outgoing, refusal);
    void front.ready(incoming).then(
      (ready) =>
        "status" in ready ? answerOwn(outgoing, ready) : passOn(incoming, outgoing, ready, passing),
      () => outgoing.destroy(),
    );
  };
  const server = tls === null ? http.createServer() : https.createServer({ ...tls });
  // All are read, as far as their size allows: where Node drops some, nobody knows what it has dropped.
  server.maxHeadersCount = 0;
  const underWay = boundPipelines(server);
  server.on("request", inOrder(underWay, serve));
  server.on("connect", (_, socket) => {
    // It would be taken for the answer that a request before it waits for.
    if (underWay(socket)?.outgoing.writableFinished === false) socket.destroy();
    else socket.on("error", () => undefined).end(NO_TUNNEL);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const at = (server.address() as AddressInfo).port;
  const name = host.includes(":") ? `[${host}]` : host;
  return {
    url: `${tls === null ? "http" : "https"}://${name}:${at}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        upstream.close();
      }),
  };
}

const NO_TUNNEL =
  "HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n" +
  "This proxy stands for one deployment and tunnels nothing: use its own address as the service's.\n";

/** Makes requests of clients ready for the target. */
class Front {
  readonly #signer: Signer;
  readonly #origin: string;
  readonly #prefix: string;

  constructor(private readonly options: ProxyOptions) {
    this.#signer = new Signer(options.accounts, { now: Date.now, nonce: options.nonce });
    const { origin, pathname } = new URL(options.target);
    this.#origin = origin;
    this.#prefix = pathname.replace(/\/+$/, "");
  }

  async ready(incoming: http.IncomingMessage): Promise<Ready | OwnAnswer> {
    const written = incoming.url!;
    // A request line may have a whole URL, as for a proxy.
    const path = /^https?:\/\//i.test(written) ? written.replace(/^https?:\/\/[^/?#]*/i, "") : written;
    if (!path.startsWith("/"))
      return { status: 400, id: "no-path", message: `the proxy needs a path; got ${written.slice(0, 100)}` };
    const came = pairsOf(incoming.rawHeaders);
    const headers = endToEnd(came).filter(([name]) => name.toLowerCase() !== "expect");
    return this.options.preservesHost
      ? this.#asItCame(incoming, path, headers)
      : this.#signedAnew(incoming, path, headers, written);
  }

  #asItCame(incoming: http.IncomingMessage, path: string, headers: HeaderPair[]): Ready {
    const { authorization, host } = incoming.headers;
    const isBelow = path.startsWith(`${this.#prefix}/`);
    return {
      request: { ...madeOf(incoming), path, headers, serverName: host?.replace(/:\d+$/, "") },
      body: null,
      facts: {
        ...{ headers, path: isBelow ? path.slice(this.#prefix.length) : path },
        account: namedAccount(authorization, this.options.accounts),
        isSigned: authorization !== undefined,
      },
    };
  }

  async #signedAnew(
    incoming: http.IncomingMessage,
    path: string,
    headers: HeaderPair[],
    written: string,
  ): Promise<Ready | OwnAnswer> {
    const { authorization, host = "" } = incoming.headers;
    const isForm = (headerOf(headers, "content-type") ?? "").startsWith("application/x-www-form-urlencoded");
    const body = isForm && authorization !== undefined ? await wholeBody(incoming) : null;
    if (body === "too large")
      return { status: 413, id: "form-too-large", message: `a signed form of more than ${MAX_FORM} bytes` };
    const signing = this.#signer.sign({
      ...{ method: incoming.method!, authorization, form: body?.toString("utf8") },
      urls: written === path ? this.#urlsOf(host, path) : [written],
      targetUrl: this.#origin + this.#prefix + path,
    });
    const signed =
      signing.authorization === null ? headers : withHeader(headers, "Authorization", signing.authorization);
    return {
      request: {
        ...{ ...madeOf(incoming), path: this.#prefix + path },
        headers: withHeader(signed, "Host", new URL(this.#origin).host),
      },
      body,
      facts: { headers, path, account: signing.account, isSigned: authorization !== undefined },
    };
  }

  /** The URLs that a client may have signed. */
  #urlsOf(host: string, path: string): string[] {
    return [`${this.options.tls === null ? "http" : "https"}://${host}${path}`];
  }
}

const madeOf = ({ method, headers }: http.IncomingMessage) => ({
  method: method!,
  isChunked: headers["transfer-encoding"] !== undefined,
});

async function wholeBody(incoming: http.IncomingMessage): Promise<Buffer | "too large"> {
  const gathered = new Gathered();
  for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    if (gathered.size + chunk.length > MAX_FORM) return "too large";
    gathered.push(chunk);
  }
  return gathered.whole();
}
