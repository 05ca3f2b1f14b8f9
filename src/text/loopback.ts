import { hostName } from "./host-name.js";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/i;

/** Whether a host, without a port, is a loopback name or address. An IPv6 address may be in brackets, or have a zone. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host) || LOOPBACK.test(normal(host));

/** An address in its usual form: systems also take `127.1` and `0:0:0:0:0:0:0:1`. */
function normal(host: string): string {
  const address = host.replace(/%.*$/, "");
  return hostName(address) ?? hostName(`[${address}]`) ?? host;
}

/** Whether the host of a URL leads to this machine: browsers take each name below `localhost` for it (RFC 6761). */
export const isLoopbackName = (host: string): boolean => isLoopback(host) || /\.localhost$/i.test(host);
