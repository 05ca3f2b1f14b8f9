import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { AddressOf } from "./client-address.js";

/** Maximum number of bytes of all requests that wait for the answers before them on their connections. */
export const MOST_KEPT = 16 * 1024 * 1024;
/** What Node and a text of a head take, in bytes, without what it holds. */
const REQUEST = 4096;
const TEXT = 32;

/**
 * Bounds what is kept of requests that wait for the answers before them. Where there is more, a connection is closed:
 * the one that has most, of the address that has most.
 */
export class KeptRequests {
  /** Bytes of the connections that have requests which wait. */
  readonly #held = new Map<Socket, number>();
  readonly #addresses = new WeakMap<Socket, string>();
  readonly #charged = new WeakMap<ServerResponse, number>();
  #total = 0;

  constructor(
    private readonly most: number,
    private readonly addressOf: AddressOf,
  ) {}

  /** About how many they are. */
  get count(): number {
    return this.#total / REQUEST;
  }

  /** Keeps a request behind another one, whose body and trailers are whole. */
  add(incoming: IncomingMessage, outgoing: ServerResponse, before: IncomingMessage): void {
    const { socket, url, rawHeaders } = incoming;
    const bytes =
      REQUEST + url!.length + sizeOf(rawHeaders) + before.readableLength + sizeOf(before.rawTrailers);
    const held = this.#held.get(socket);
    if (held === undefined) {
      socket.once("close", () => this.#drop(socket));
      this.#addresses.set(socket, this.addressOf(incoming));
    }
    this.#held.set(socket, (held ?? 0) + bytes);
    this.#charged.set(outgoing, bytes);
    this.#total += bytes;
    if (this.#total > this.most) this.#closeLargest();
  }

  /** The answer of a request has gone. */
  remove(outgoing: ServerResponse): void {
    const bytes = this.#charged.get(outgoing);
    const { socket } = outgoing.req;
    const held = this.#held.get(socket);
    if (bytes === undefined || held === undefined) return;
    this.#held.set(socket, held - bytes);
    this.#total -= bytes;
  }

  #closeLargest(): void {
    const addresses = new Map<string, { bytes: number; largest: Socket }>();
    for (const [socket, held] of this.#held) {
      const address = this.#addresses.get(socket)!;
      const known = addresses.get(address) ?? { bytes: 0, largest: socket };
      known.bytes += held;
      if (held > this.#held.get(known.largest)!) known.largest = socket;
      addresses.set(address, known);
    }
    const { largest } = [...addresses.values()].reduce((most, one) => (one.bytes > most.bytes ? one : most));
    this.#drop(largest);
    largest.destroy();
  }

  #drop(socket: Socket): void {
    this.#total -= this.#held.get(socket) ?? 0;
    this.#held.delete(socket);
  }
}

const sizeOf = (texts: readonly string[]): number =>
  texts.reduce((sum, { length }) => sum + TEXT + length, 0);
