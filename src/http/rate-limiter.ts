/** A rate limit. */
export interface Rate {
  perSecond: number;
  /** How many requests at once after a pause. */
  burst: number;
}

/** The burst, in seconds of the rate. */
export const BURST_S = 4;

/** Maximum number of keys, so that the limiter itself cannot fill the memory. The least recently used are dropped. */
const MAX_KEYS = 10_000;

/** A token bucket for each key: full at first, refilled at the rate. */
export class RateLimiter {
  /** In the order of their latest use. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** `now` is a monotonic time in milliseconds. */
  constructor(
    private readonly rate: Rate,
    private readonly now: () => number,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Takes a token. Returns 0 if there was one, otherwise the milliseconds until the next. */
  take(key: string): number {
    const waitMs = this.wait(key);
    const bucket = { tokens: this.#tokens(key) - (waitMs === 0 ? 1 : 0), at: this.now() };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forgetOld(bucket.at);
    return waitMs;
  }

  /** The milliseconds until there is a token; 0 if there is one. Takes no token. */
  wait(key: string): number {
    const tokens = this.#tokens(key);
    return tokens >= 1 ? 0 : Math.ceil(((1 - tokens) / this.rate.perSecond) * 1000);
  }

  #tokens(key: string): number {
    const { perSecond, burst } = this.rate;
    const bucket = this.#buckets.get(key);
    if (!bucket) return burst;
    return Math.min(burst, bucket.tokens + ((this.now() - bucket.at) / 1000) * perSecond);
  }

  /** The number of known clients, for tests. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Drops full buckets, which equal missing ones. Each call checks two, so that more are dropped than added. */
  #forgetOld(at: number): void {
    const { perSecond, burst } = this.rate;
    let looked = 0;
    for (const [key, { tokens, at: usedAt }] of this.#buckets) {
      if (looked++ === 2) return;
      const isFull = tokens + ((at - usedAt) / 1000) * perSecond >= burst;
      if (isFull || this.#buckets.size > this.maxKeys) this.#buckets.delete(key);
    }
  }
}
