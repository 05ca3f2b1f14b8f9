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

  /** Takes a token: 0 where there was one, else the milliseconds until there will be. */
  take(key: string): number {
    const { perSecond, burst } = this.rate;
    const at = this.now();
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    bucket.at = at;
    const waitMs = bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) / perSecond) * 1000);
    if (waitMs === 0) bucket.tokens -= 1;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forgetOld(at);
    return waitMs;
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
