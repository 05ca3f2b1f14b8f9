import { digestOf, NonceDigests, type NonceUse } from "./nonce-digest.js";

/** How far a timestamp may be off, either way, in seconds. */
export const TIMESTAMP_WINDOW_S = 300;

/** Width of a bucket in seconds. */
const BUCKET_S = 60;
/** Maximum number of nonces that a sandbox remembers. */
export const MAX_NONCES = 200_000;

/** What the next run needs. */
export interface SavedNonces {
  /** See {@link NonceStore.notBefore}. */
  notBefore: number | null;
  /** Digests by the minute in which they may be forgotten. */
  buckets: [minute: number, digests: string[]][];
}

/** Bounds of a {@link NonceStore}. */
export interface NonceStoreOptions {
  /** How long a nonce is remembered beyond its timestamp, in seconds. */
  windowSeconds?: number;
  /** How many nonces are remembered at most. */
  maxEntries?: number;
  /**
   * Seconds of a clock that only elapses: no nonce is forgotten before its time has passed by this one, too. Needed where
   * `now` may be set forward and back.
   */
  elapsed?: () => number;
}

/** The nonces that may be forgotten in the same minute. */
interface Bucket {
  digests: NonceDigests;
  /** Until when they are remembered at least, by the clock that only elapses. */
  until: number;
}

/**
 * Remembers nonces for as long as their timestamp would still be accepted. Nonces lie in buckets by the minute
 * in which they may be forgotten, so the cost of a call does not depend on their number: a whole bucket is dropped at once.
 *
 * When full, the oldest bucket is dropped early and its nonces could be replayed. Refusing requests would be the safer
 * rule for a real service. But only verified requests are recorded, so a full store means a legitimate burst (a load test),
 * and an emulator that then answers 401 is useless. An entry is a short digest, whatever the length of the nonce.
 */
export class NonceStore {
  readonly #windowSeconds: number;
  readonly #maxEntries: number;
  readonly #elapsed: (() => number) | null;
  readonly #buckets = new Map<number, Bucket>();
  #size = 0;
  #notBefore: number | null = null;

  constructor(options: NonceStoreOptions = {}) {
    const { windowSeconds = TIMESTAMP_WINDOW_S, maxEntries = MAX_NONCES, elapsed = null } = options;
    this.#windowSeconds = windowSeconds;
    this.#maxEntries = maxEntries;
    this.#elapsed = elapsed;
  }

  /** How many nonces are remembered. */
  get size(): number {
    return this.#size;
  }

  /**
   * Seconds since 1970. An earlier timestamp may have been used in a run that ended without keeping its nonces, so
   * requests with such a timestamp are refused, in later runs, too. Null if every nonce is known.
   */
  get notBefore(): number | null {
    return this.#notBefore;
  }

  /** The nonces for the next run. */
  save(): SavedNonces {
    const buckets = [...this.#buckets].map(([minute, { digests }]): [number, string[]] => [
      minute,
      digests.texts(),
    ]);
    return { notBefore: this.#notBefore, buckets };
  }

  /**
   * Restores the nonces of an earlier run. If it kept none (null), only requests signed from `now` on are accepted. What it
   * refused is refused still, up to `now`: the date may have been set back since.
   */
  goOn(saved: SavedNonces | null, now: number): void {
    const { notBefore, buckets } = saved ?? { notBefore: now, buckets: [] };
    if (notBefore !== null) this.#notBefore = Math.min(notBefore, now);
    // How much of their time has passed is not known, because the date may have been set meanwhile.
    const until = (this.#elapsed?.() ?? 0) + this.#longest;
    for (const [minute, texts] of buckets) {
      const digests = new NonceDigests();
      for (const text of texts) digests.addText(text);
      this.#buckets.set(minute, { digests, until });
      this.#size += digests.size;
    }
  }

  /** Accepts only requests signed from this second on. */
  refuseBefore(second: number): void {
    this.#notBefore = Math.max(second, this.#notBefore ?? 0);
  }

  /** Records a use; false if the nonce was used before. `now` is wall time in seconds. */
  use(use: NonceUse, now: number): boolean {
    this.#forget(now);
    const key = digestOf(use);
    // Without a timestamp the nonce is kept from now on, so a repeated one may be in any bucket.
    const places = use.timestamp === undefined ? this.#buckets.values() : [this.#bucket(use.timestamp)];
    for (const { digests } of places) if (digests.has(key)) return false;
    while (this.#size >= this.#maxEntries && this.#size > 0) this.#dropFirst();
    const timestamp = use.timestamp ?? now;
    const bucket = this.#bucket(timestamp);
    bucket.digests.add(key);
    if (this.#elapsed !== null) {
      const left = (this.#minute(timestamp) + 1) * BUCKET_S - now;
      bucket.until = Math.max(bucket.until, this.#elapsed() + Math.min(left, this.#longest));
    }
    this.#size += 1;
    return true;
  }

  /** The longest time for which a request may be accepted, with the rest of its minute. */
  get #longest(): number {
    return 2 * this.#windowSeconds + BUCKET_S;
  }

  /** The minute in which the last request with a timestamp could be accepted. */
  #minute(timestamp: number): number {
    return Math.floor((timestamp + this.#windowSeconds) / BUCKET_S);
  }

  #bucket(timestamp: number): Bucket {
    const minute = this.#minute(timestamp);
    let bucket = this.#buckets.get(minute);
    if (!bucket) this.#buckets.set(minute, (bucket = { digests: new NonceDigests(), until: 0 }));
    return bucket;
  }

  #forget(now: number): void {
    const minute = Math.floor(now / BUCKET_S);
    const elapsed = this.#elapsed?.() ?? Infinity;
    for (const [past, { until }] of this.#buckets) if (past < minute && until <= elapsed) this.#drop(past);
  }

  #dropFirst(): void {
    let [first, least] = [Infinity, Infinity];
    for (const [minute, { until }] of this.#buckets) {
      if (until > least || (until === least && minute > first)) continue;
      [first, least] = [minute, until];
    }
    this.#drop(first);
  }

  #drop(minute: number): void {
    this.#size -= this.#buckets.get(minute)?.digests.size ?? 0;
    this.#buckets.delete(minute);
  }
}
