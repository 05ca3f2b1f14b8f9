import type { IncomingMessage } from "node:http";
import { hostName } from "../text/host-name.js";
import { isLoopback, isLoopbackName } from "../text/loopback.js";
import { isPassedOn } from "./client-address.js";
import { type Problem, problem } from "./problem.js";
import { type Reply, toResponse } from "./reply.js";
import type { Fetch } from "./server.js";

/** Maximum number of characters of a Host that a refusal quotes. */
const QUOTED = 100;

/** What is wrong with the Host of a request; null if nothing is. `incoming` is that of a request which came through a socket. */
export type HostRule = (headers: () => Headers, incoming: IncomingMessage | undefined) => Reply | null;

/**
 * Guards an emulator that listens on loopback. A web page can make its own name point here (DNS
 * rebinding), and the browser then takes it for the emulator's own page; but it cannot choose the Host header. A request
 * is refused unless its Host is a loopback name, the host of `--host` or that of `--public-url`. A request without Host
 * (HTTP/1.0) does not come from a browser. Two Host headers are refused on every address.
 */
export function hostRule({ host, publicUrl }: { host: string; publicUrl: string | null }): HostRule {
  const own = [host, ...(publicUrl === null ? [] : [new URL(publicUrl).host])].map(
    (one) => hostName(one) ?? hostName(`[${one}]`) ?? one,
  );
  const isKnown = (name: string | null): boolean =>
    name !== null && (isLoopbackName(name) || own.includes(name));
  const others = own.filter((name) => !isLoopbackName(name));
  const accepted = ["localhost", "*.localhost", "127.0.0.0/8", "[::1]", ...others].join(", ");
  /** The Host that was accepted last: a client sends the same with each request. */
  let lastKnown: string | undefined;
  return (headers, incoming) => {
    const hosts = hostsOf(headers, incoming);
    if (hosts.length === 1 && hosts[0] === lastKnown && incoming?.url?.startsWith("/")) return null;
    if (hosts.length > 1) return refusal("invalid-data", `Host: given ${hosts.length} times; accepted: once`);
    if (hosts.length === 0 && incoming?.httpVersion === "1.1")
      return refusal("invalid-data", "Host: missing; HTTP/1.1 requires it");
    if (!isLoopback(host)) return null;
    // A request line may hold a whole URL, whose host is checked too.
    const inLine = /^https?:\/\/([^/?#]*)/i.exec(incoming?.url ?? "")?.[1];
    const foreign = [...hosts, ...(inLine === undefined ? [] : [inLine])].find(
      (one) => !isKnown(hostName(one)),
    );
    if (foreign === undefined) {
      if (hosts.length === 1) lastKnown = hosts[0];
      return null;
    }
    const got = JSON.stringify(foreign.slice(0, QUOTED));
    return refusal(
      "forbidden",
      `Host: got ${got}; accepted: ${accepted}; --public-url adds one. A web page can make other names point here`,
    );
  };
}

/** Checks what reaches the planes. A request that another replica passed on was checked there, by the address that it came to. */
export const hostCheck =
  (rule: HostRule, planes: Fetch): Fetch =>
  (request, bindings) => {
    const { incoming } = bindings as { incoming?: IncomingMessage };
    const refused =
      incoming !== undefined && isPassedOn(incoming) ? null : rule(() => request.headers, incoming);
    return refused === null ? planes(request, bindings) : toResponse(refused);
  };

const refusal = (id: Problem["id"], message: string): Reply => problem({ id, message });

/** The values of all Host headers; Node itself keeps only the first. */
function hostsOf(headers: () => Headers, incoming: IncomingMessage | undefined): string[] {
  if (incoming === undefined) {
    const host = headers().get("host");
    return host === null ? [] : [host];
  }
  const { rawHeaders } = incoming;
  const hosts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === "host") hosts.push(rawHeaders[at + 1]!);
  }
  return hosts;
}
