import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../config.js";
import type { Fetch } from "../http/server.js";
import { clientAddress } from "../http/client-address.js";
import { BURST_S, RateLimiter } from "../http/rate-limiter.js";
import { MAX_OPEN_OF_ADDRESS } from "./visitor-limits.js";

/** An address may be that of many: it may do so many times as much as a visitor. */
const ADDRESS_FACTOR = 3;
/** Where a supervisor asks: never refused. */
const PROBE = /^\/_emulator\/(health|ready)$/;

/** What comes with a request through a socket. */
interface Connection {
  incoming?: IncomingMessage;
  outgoing?: ServerResponse;
}

/**
 * Keeps away addresses that ask too often, or have too many requests open: who sends a request slowly, or reads its
 * answer slowly, holds no more than that.
 */
export class AddressGuard {
  readonly #rate: RateLimiter;
  readonly #open = new Map<string, number>();

  /** `now` tells milliseconds that never go back. */
  constructor(
    private readonly config: Pick<Config, "demoRate" | "trustProxy">,
    now: () => number,
  ) {
    const perSecond = config.demoRate * ADDRESS_FACTOR;
    this.#rate = new RateLimiter({ perSecond, burst: perSecond * BURST_S }, now);
  }

  /** How many addresses have requests open, for tests. */
  get busy(): number {
    return this.#open.size;
  }

  /** Lets through what may come, before anything else is done for it. */
  front(all: Fetch): Fetch {
    return (request, bindings) => {
      const { pathname } = new URL(request.url);
      if (PROBE.test(pathname)) return all(request, bindings);
      const address = this.addressOf(request.headers, bindings);
      const waitMs = this.#rate.take(address);
      if (waitMs > 0) return tooMany("too many requests of your address; wait and try again", waitMs);
      if (!this.#enter(address, bindings)) {
        const message = `your address has ${MAX_OPEN_OF_ADDRESS} requests open, the most there can be; end some`;
        return tooMany(message, 1000);
      }
      if (pathname === "/robots.txt") return new Response("User-agent: *\nDisallow: /\n");
      return all(request, bindings);
    };
  }

  /** Whose request it is, as a key for what is counted. */
  addressOf(headers: Headers, bindings: object | undefined): string {
    const { incoming } = (bindings ?? {}) as Connection;
    return clientAddress(
      incoming?.socket.remoteAddress,
      headers.get("x-forwarded-for"),
      this.config.trustProxy,
    );
  }

  /** Counts a request until its answer was taken, or its connection has gone. False where there are too many. */
  #enter(address: string, bindings: object): boolean {
    const { outgoing } = bindings as Connection;
    const open = this.#open.get(address) ?? 0;
    if (open >= MAX_OPEN_OF_ADDRESS) return false;
    if (outgoing === undefined) return true;
    this.#open.set(address, open + 1);
    outgoing.once("close", () => {
      const left = this.#open.get(address)! - 1;
      if (left > 0) this.#open.set(address, left);
      else this.#open.delete(address);
    });
    return true;
  }
}

function tooMany(message: string, waitMs: number): Response {
  return new Response(JSON.stringify({ id: "too-many-requests", message, url: null }), {
    status: 429,
    headers: {
      "content-type": "application/json",
      "retry-after": String(Math.max(1, Math.ceil(waitMs / 1000))),
    },
  });
}
