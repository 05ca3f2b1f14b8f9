import http from "node:http";
import https from "node:https";
import { connect as connectTcp, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import { boundEmptyBytes } from "../../src/text/empty-bytes.js";

/** How requests reach a target in a company's network. */
export interface Network {
  /** URL of the proxy through which HTTPS requests go; null: none. */
  proxy: string | null;
  /** Certificates of authorities to trust beside Node's, in PEM. */
  ca: readonly string[];
  /** Headers that every request gets, such as one that a gateway asks for. */
  headers: Readonly<Record<string, string>>;
}

const SECRET_HEADER = /auth|cookie|credential|key|passw|pwd|secret|session|token/i;

/** The secrets in the headers that every request gets: whole values, and those in cookies and in what `Basic` encodes. */
export const secretsOfHeaders = ({ headers }: Network): string[] =>
  Object.entries(headers).flatMap(([name, value]) => {
    if (!SECRET_HEADER.test(name)) return [];
    const cookies = /cookie/i.test(name)
      ? value.split(";").map((pair) => pair.slice(pair.indexOf("=") + 1).trim())
      : [];
    const [, scheme, token] = /^(\w+)\s+(\S+)$/.exec(value) ?? [];
    const pair = scheme?.toLowerCase() === "basic" ? Buffer.from(token!, "base64").toString("utf8") : null;
    return [
      ...[value, ...cookies, ...(token === undefined ? [] : [token])],
      ...(pair === null ? [] : [pair, pair.slice(pair.indexOf(":") + 1)]),
    ];
  });

/** No proxy, no further certificates, no further headers. */
export const PLAIN_NETWORK: Network = { proxy: null, ca: [], headers: {} };

/**
 * The proxy for a URL according to `HTTPS_PROXY` and `NO_PROXY`, as curl reads them: a list of hosts, each with the hosts
 * below it; `*` is every host. Null for `http` URLs and for this machine.
 */
export function proxyFor(
  url: string,
  { httpsProxy, noProxy }: { httpsProxy: string | undefined; noProxy: string | undefined },
  isLocal: (url: string) => boolean,
): string | null {
  const { protocol, hostname, port } = new URL(url);
  if (protocol !== "https:" || httpsProxy === undefined || isLocal(url)) return null;
  const excepted = (noProxy ?? "").split(/[\s,]+/).filter((entry) => entry !== "");
  const isExcepted = excepted.some((entry) => {
    const [, host = "", at = ""] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === "*") return true;
    return (at === "" || at === (port || "443")) && (hostname === host || hostname.endsWith(`.${host}`));
  });
  return isExcepted ? null : httpsProxy.includes("://") ? httpsProxy : `http://${httpsProxy}`;
}

/** An agent for HTTPS through the network's proxy, if there is one, that trusts its certificates too. */
export function httpsAgent({ proxy, ca }: Network, options: https.AgentOptions): https.Agent {
  const trust = ca.length === 0 ? {} : { ca: [...tls.rootCertificates, ...ca] };
  const agent = new https.Agent({ ...options, ...trust });
  if (proxy === null) return agent;
  // A tunnel first, then TLS with the target inside it.
  agent.createConnection = (given, done) => {
    const { host, port, timeout } = given as { host: string; port: number; timeout?: number };
    tunnel(proxy, { host, port, timeout }).then(
      (socket) => {
        const secure = tls.connect({
          ...(given as tls.ConnectionOptions),
          ...trust,
          socket,
        });
        done?.(null, secure);
      },
      (error: unknown) => done?.(error as Error, undefined as unknown as Duplex),
    );
    return undefined;
  };
  return agent;
}

/** Where a tunnel leads, and how long its proxy may do nothing, in milliseconds. */
interface TunnelTo {
  host: string;
  port: number;
  timeout: number | undefined;
}

/** A connection through a proxy, by CONNECT (RFC 9110, section 9.3.6). */
function tunnel(proxy: string, { host, port, timeout }: TunnelTo): Promise<Duplex> {
  const { hostname, port: at, username, password } = new URL(proxy);
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return new Promise((resolve, reject) => {
    const asked = http.request({
      ...{ host: hostname.replace(/^\[|\]$/g, ""), port: at === "" ? 80 : Number(at), method: "CONNECT" },
      path: `${host}:${port}`,
      agent: false,
      ...(timeout === undefined ? {} : { timeout }),
      headers: {
        host: `${host}:${port}`,
        ...(username !== "" && { "proxy-authorization": `Basic ${Buffer.from(user).toString("base64")}` }),
      },
    });
    boundEmptyBytes(asked);
    asked.once("connect", ({ statusCode }, socket) => {
      if (statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(
          Object.assign(new Error(`the proxy ${hostname} answered CONNECT with HTTP ${statusCode!}`), {
            code: "EPROXY",
          }),
        );
      }
    });
    asked.once("timeout", () =>
      asked.destroy(
        Object.assign(new Error(`the proxy ${hostname} did not answer CONNECT`), { code: "ETIMEDOUT" }),
      ),
    );
    asked.once("error", reject).end();
  });
}

/** Opens a connection to the host of a URL, or to its proxy. */
export function connectTo(url: string, { proxy }: Network, timeout: number): Socket {
  const { protocol, hostname, port } = new URL(proxy ?? url);
  return connectTcp({
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port || (protocol === "https:" ? 443 : 80)),
    timeout,
  });
}
