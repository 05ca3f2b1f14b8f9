import type { IncomingMessage } from "node:http";
import { machineWall } from "../clock/clock.js";
import { sameText } from "../text/same-text.js";
import { clientAddress, socketAddress } from "./client-address.js";
import { RateLimiter } from "./rate-limiter.js";

/** Minimum length of an admin token on an address that others reach: a shorter one can be guessed. */
export const SHORTEST_ADMIN_TOKEN = 16;

/** Rates at which wrong tokens are compared: a burst, then a steady rate. */
const OF_ADDRESS = { perSecond: 0.5, burst: 10 };
const OF_ALL = { perSecond: 5, burst: 100 };
/** Maximum number of addresses that are remembered because they sent the right token. */
const MAX_TRUSTED = 64;
/** This machine's: others cannot keep its operator out. */
const LOCAL: ReadonlySet<string> = new Set(["127.0.0.1", "::1"].map((one) => clientAddress(one, null, 0)));

/** The token in an `Authorization` header; undefined if there is none. */
export const bearerToken = (authorization: string | undefined): string | undefined =>
  /^Bearer +(.*)$/i.exec(authorization ?? "")?.[1];

/** The verdict on a token. With `waitMs` it was not compared; the next comparison is possible after this time. */
export type TokenVerdict = { right: boolean } | { waitMs: number };

/**
 * Compares admin tokens, and limits how often a client may guess. The right token costs nothing. After wrong ones an
 * address waits at most two seconds for its next try. While all addresses together guess too often, those that sent the
 * right token before still pass, and so does this machine. Memory use does not grow with the number of addresses.
 */
export class AdminGate {
  readonly #ofAddress: RateLimiter;
  readonly #ofAll: RateLimiter;
  readonly #trusted = new Set<string>();

  /** `now` is a monotonic time in milliseconds. */
  constructor(
    private readonly token: string,
    private readonly trustProxy = 0,
    now: () => number = () => machineWall().now(),
  ) {
    this.#ofAddress = new RateLimiter(OF_ADDRESS, now);
    this.#ofAll = new RateLimiter(OF_ALL, now, 1);
  }

  /** Judges the token of a request; the bindings hold its address. In-process requests are not limited. */
  judge(token: string, headers: Headers, bindings: object | undefined): TokenVerdict {
    const { incoming } = (bindings ?? {}) as { incoming?: IncomingMessage };
    if (incoming === undefined) return { right: sameText(token, this.token) };
    const address = clientAddress(socketAddress(incoming), headers.get("x-forwarded-for"), this.trustProxy);
    const waitMs = Math.max(
      this.#ofAddress.wait(address),
      LOCAL.has(address) || this.#trusted.has(address) ? 0 : this.#ofAll.wait(ALL),
    );
    if (waitMs > 0) return { waitMs };
    const right = sameText(token, this.token);
    if (right) this.#trust(address);
    else {
      this.#ofAddress.take(address);
      this.#ofAll.take(ALL);
    }
    return { right };
  }

  #trust(address: string): void {
    this.#trusted.delete(address);
    this.#trusted.add(address);
    const [oldest] = this.#trusted;
    if (this.#trusted.size > MAX_TRUSTED) this.#trusted.delete(oldest!);
  }
}

const ALL = "all";
