/** How often something may be done. */
export interface Rate {
  perSecond: number;
  /** How often at once, after a while of rest. */
  burst: number;
}

/** A client may do as much at once as is due in so many seconds. */
export const BURST_S = 4;

/** Keys beyond this are forgotten, the longest unused first: what is bounded must not become what fills the memory. */
const MAX_KEYS = 10_000;

/** A bucket of tokens for each key: full at first, filled again at the rate, and empty when all were taken. */
export class RateLimiter {
  /** In the order of their latest use. */
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  /** `now` tells milliseconds that never go back. */
  constructor(
    private readonly rate: Rate,
    private readonly now: () => number,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  /** Takes a token: 0 if it got one, else the milliseconds until there is one. */
  take(key: string): number {
    const waitMs = this.wait(key);
    const bucket = { tokens: this.#tokens(key) - (waitMs === 0 ? 1 : 0), at: this.now() };
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forgetOld(bucket.at);
    return waitMs;
  }

  /** The milliseconds until there is a token; 0 if there is one. Takes none. */
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

  /** How many clients are known, for tests. */
  get size(): number {
    return this.#buckets.size;
  }

  /** A bucket that is full again says no more than none. Two are looked at, so that more go than come. */
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
