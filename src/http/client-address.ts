import type { IncomingMessage } from "node:http";
import { isIP, isIPv6 } from "node:net";

/**
 * Groups of an IPv6 address that identify a customer's network, which may be as large as a /48: a customer can choose the rest
 * freely.
 */
const NETWORK_GROUPS = 3;
const GROUPS = 8;

/**
 * The address of a client, as a key for counters. Each of the operator's `proxies` appends the address of its caller
 * to X-Forwarded-For: entries before those come from the client, who can invent them.
 */
export function clientAddress(
  socket: string | undefined,
  forwardedFor: string | null,
  proxies: number,
): string {
  const told = (forwardedFor ?? "").split(",").map((one) => one.trim());
  const forwarded = proxies === 0 ? undefined : told.at(-proxies);
  return keyOf(forwarded ?? "") ?? keyOf(socket ?? "") ?? "unknown";
}

/** An IPv4 address itself, the network of an IPv6 address; null for an invalid address. */
function keyOf(written: string): string | null {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(written) ?? [];
  const address = (bracketed ?? written.replace(/^([\d.]+):\d+$/, "$1")).replace(/%.*$/, "").toLowerCase();
  if (isIP(address) === 0) return null;
  const mapped = /^::ffff:([\d.]+)$/.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(address) ? networkOf(address) : address;
}

function networkOf(address: string): string {
  // An IPv6 address may end in IPv4 notation, which is two groups.
  const [head = "", tail = ""] = address.replace(/[\d.]+\.\d+$/, "0:0").split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const gap = Array<string>(Math.max(0, GROUPS - before.length - after.length)).fill("0");
  const groups = [...before, ...gap, ...after].slice(0, NETWORK_GROUPS);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/${NETWORK_GROUPS * 16}`;
}

const clients = new WeakMap<IncomingMessage, string>();

/** Notes that another replica passed a request on, and the address of its client there. */
export function passedOn(incoming: IncomingMessage, client: string): void {
  clients.set(incoming, client);
}

/** Whether another replica passed a request on: then the socket is that replica's. */
export const isPassedOn = (incoming: IncomingMessage): boolean => clients.has(incoming);

/** Header of an answer to the replica that passed a request on: it cuts its client's connection instead of answering. */
export const CUT = "x-spi-emulator-cut";

/** The address of a request's client: the other end of the socket, there where the request came in. */
export const socketAddress = (incoming: IncomingMessage): string | undefined =>
  clients.get(incoming) ?? incoming.socket.remoteAddress;

/** Tells the address of a request's client. */
export type AddressOf = (incoming: IncomingMessage) => string;

/** Where there is no proxy. */
export const withoutProxies: AddressOf = (incoming) => callerAddress(incoming, 0);

/** The address of a request's client, behind so many proxies. */
export function callerAddress(incoming: IncomingMessage, proxies: number): string {
  const forwarded = incoming.headers["x-forwarded-for"];
  return clientAddress(socketAddress(incoming), forwarded === undefined ? null : String(forwarded), proxies);
}
