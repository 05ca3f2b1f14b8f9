/** How often something may be done. */
export interface Rate {
  perSecond: number;
  /** How often at once, after a while of rest. */
  burst: number;
}

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
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.maxKeys) this.forget(this.#buckets.keys().next().value!);
    if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / perSecond) * 1000);
    bucket.tokens -= 1;
    return 0;
  }

  /** To be called when there is no such client any more. */
  forget(key: string): void {
    this.#buckets.delete(key);
  }

  /** How many clients are known, for tests. */
  get size(): number {
    return this.#buckets.size;
  }
}
