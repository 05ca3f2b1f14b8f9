import type { IncomingMessage, ServerResponse } from "node:http";
import type { Config } from "../config.js";
import type { Fetch } from "../http/server.js";
import { yieldToLoop } from "../clock/clock.js";
import { Turns } from "../http/turns.js";
import { clientAddress } from "../http/client-address.js";
import { BURST_S, RateLimiter } from "../http/rate-limiter.js";
import { MAX_OPEN_OF_ADDRESS } from "./visitor-limits.js";

/** Several visitors may share an address: it gets this multiple of a visitor's request rate. */
const ADDRESS_FACTOR = 3;
/** What a supervisor polls, as it was sent: a path with dots leads there, but is none of the control plane's. */
const PROBE = /^(?:https?:\/\/[^/?#]*)?\/_emulator\/(?:health|ready)(?:\?|$)/;

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

/** Node's objects of a request that came through a socket. */
interface Connection {
  incoming?: IncomingMessage;
  outgoing?: ServerResponse;
}

/**
 * Refuses addresses that send requests too fast or have too many open requests. So a client that sends a request or
 * reads its response slowly can hold only a limited number. Refusals and probes, which have no such limits, have turns.
 */
export class AddressGuard {
  readonly #rate: RateLimiter;
  readonly #open = new Map<string, number>();
  readonly #turns = new Turns(yieldToLoop);

  /** `now` is a monotonic time in milliseconds. */
  constructor(
    private readonly config: Pick<Config, "demoRate" | "trustProxy">,
    now: () => number,
  ) {
    const perSecond = config.demoRate * ADDRESS_FACTOR;
    this.#rate = new RateLimiter({ perSecond, burst: perSecond * BURST_S }, now);
  }

  /** The number of addresses with open requests, for tests. */
  get busy(): number {
    return this.#open.size;
  }

  /** Wraps the whole server: refuses before any other work. */
  front(all: Fetch): Fetch {
    return (request, bindings) => {
      const { pathname, search } = new URL(request.url);
      const sent = (bindings as Connection).incoming?.url ?? pathname + search;
      const address = this.addressOf(request.headers, bindings);
      const inTurn = (answer: () => Response | Promise<Response>): Promise<Response> =>
        this.#turns.take(address).then(answer);
      if (isRead(request.method) && PROBE.test(sent)) return inTurn(() => all(request, bindings));
      const waitMs = this.#rate.take(address);
      if (waitMs > 0)
        return inTurn(() => tooMany("too many requests from your address; wait and try again", waitMs));
      if (!this.#enter(address, bindings)) {
        const message = `your address has ${MAX_OPEN_OF_ADDRESS} open requests, which is the maximum; wait until some end`;
        return inTurn(() => tooMany(message, 1000));
      }
      if (pathname === "/robots.txt") return new Response("User-agent: *\nDisallow: /\n");
      return all(request, bindings);
    };
  }

  /** The client's address as a key for the counters. */
  addressOf(headers: Headers, bindings: object | undefined): string {
    const { incoming } = (bindings ?? {}) as Connection;
    return clientAddress(
      incoming?.socket.remoteAddress,
      headers.get("x-forwarded-for"),
      this.config.trustProxy,
    );
  }

  /** Counts a request until the client has received its response or the connection closes. False if there are too many. */
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
