import { digestOf, NonceDigests, type NonceUse } from "./nonce-digest.js";

/** How far a timestamp may be off, either way, in seconds. */
export const TIMESTAMP_WINDOW_S = 300;

/** Width of a bucket in seconds. */
const BUCKET_S = 60;
/** Maximum number of nonces that a sandbox remembers. */
export const MAX_NONCES = 200_000;

/** The nonces for the next run: digests by the minute in which they may be forgotten. */
export type SavedNonces = [minute: number, digests: string[]][];

/** Bounds of a {@link NonceStore}. */
export interface NonceStoreOptions {
  /** How long a nonce is remembered beyond its timestamp, in seconds. */
  windowSeconds?: number;
  /** How many nonces are remembered at most. */
  maxEntries?: number;
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
  readonly #buckets = new Map<number, NonceDigests>();
  #size = 0;
  #notBefore: number | null = null;

  constructor({ windowSeconds = TIMESTAMP_WINDOW_S, maxEntries = MAX_NONCES }: NonceStoreOptions = {}) {
    this.#windowSeconds = windowSeconds;
    this.#maxEntries = maxEntries;
  }

  /** How many nonces are remembered. */
  get size(): number {
    return this.#size;
  }

  /**
   * Seconds since 1970. An earlier timestamp may have been used in a run that ended without keeping its nonces, so
   * requests with such a timestamp are refused. Null if every nonce is known.
   */
  get notBefore(): number | null {
    return this.#notBefore;
  }

  /** The nonces for the next run. */
  save(): SavedNonces {
    return [...this.#buckets].map(([minute, digests]) => [minute, digests.texts()]);
  }

  /** Restores the nonces of an earlier run. If it kept none (null), only requests signed from `now` on are accepted. */
  goOn(saved: SavedNonces | null, now: number): void {
    if (saved === null) this.#notBefore = now;
    for (const [minute, digests] of saved ?? []) {
      const bucket = new NonceDigests();
      for (const text of digests) bucket.addText(text);
      this.#buckets.set(minute, bucket);
      this.#size += bucket.size;
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
    for (const bucket of places) if (bucket.has(key)) return false;
    while (this.#size >= this.#maxEntries && this.#size > 0) this.#dropFirst();
    this.#bucket(use.timestamp ?? now).add(key);
    this.#size += 1;
    return true;
  }

  /** The bucket of a timestamp: the minute in which the last request with it could be accepted. */
  #bucket(timestamp: number): NonceDigests {
    const minute = Math.floor((timestamp + this.#windowSeconds) / BUCKET_S);
    let bucket = this.#buckets.get(minute);
    if (!bucket) this.#buckets.set(minute, (bucket = new NonceDigests()));
    return bucket;
  }

  #forget(now: number): void {
    const minute = Math.floor(now / BUCKET_S);
    for (const past of this.#buckets.keys()) if (past < minute) this.#drop(past);
  }

  #dropFirst(): void {
    let first = Infinity;
    for (const minute of this.#buckets.keys()) first = Math.min(first, minute);
    this.#drop(first);
  }

  #drop(minute: number): void {
    this.#size -= this.#buckets.get(minute)?.size ?? 0;
    this.#buckets.delete(minute);
  }
}
