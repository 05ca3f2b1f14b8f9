import { describe, expect, it } from "vitest";
import type { NonceUse } from "./nonce-digest.js";
import { NonceStore, TIMESTAMP_WINDOW_S } from "./nonce-store.js";

const NOW = 1_451_925_514;
const use = (change: Partial<NonceUse> = {}): NonceUse => ({
  consumerKey: "ck",
  tokenKey: "tk",
  timestamp: NOW,
  nonce: "n",
  ...change,
});

describe("NonceStore", () => {
  it("accepts a nonce once for a consumer, token and timestamp", () => {
    const store = new NonceStore();
    expect(store.use(use(), NOW)).toBe(true);
    expect(store.use(use(), NOW + 1)).toBe(false);
    for (const change of [
      { consumerKey: "c2" },
      { tokenKey: "t2" },
      { timestamp: NOW + 1 },
      { nonce: "n2" },
    ]) {
      expect(store.use(use(change), NOW)).toBe(true);
    }
    expect(store.use(use({ consumerKey: "ckt", tokenKey: "k" }), NOW)).toBe(true);
    expect(store.use(use({ consumerKey: "ck", tokenKey: "tkk" }), NOW)).toBe(true);
  });

  it.each([-TIMESTAMP_WINDOW_S, 0, TIMESTAMP_WINDOW_S])(
    "remembers a nonce as long as its timestamp is accepted: sent %i s off",
    (off) => {
      for (let second = 0; second < 120; second += 1) {
        const timestamp = NOW + second + off;
        const store = new NonceStore();
        expect(store.use(use({ timestamp }), NOW + second)).toBe(true);
        expect(store.use(use({ timestamp }), timestamp + TIMESTAMP_WINDOW_S)).toBe(false);
      }
    },
  );

  it("forgets nonces whose timestamp is no longer accepted", () => {
    const store = new NonceStore();
    for (let second = 0; second < 3600; second += 1)
      store.use(use({ timestamp: NOW + second }), NOW + second);
    expect(store.size).toBeLessThanOrEqual(TIMESTAMP_WINDOW_S + 60);
    store.use(use({ timestamp: NOW + 7200 }), NOW + 7200);
    expect(store.size).toBe(1);
  });

  it("remembers a nonce for its time, also where the date is set forward and back meanwhile", () => {
    let elapsed = 0;
    const store = new NonceStore({ elapsed: () => elapsed });
    expect(store.use(use(), NOW)).toBe(true);
    expect(store.use(use({ timestamp: NOW + 3600 }), NOW + 3600)).toBe(true);
    expect(store.use(use(), NOW + 1)).toBe(false);
    const next = new NonceStore({ elapsed: () => elapsed });
    next.goOn(store.save(), NOW);
    expect(next.use(use({ timestamp: NOW + 3600 }), NOW + 3600)).toBe(false);
    expect(next.use(use({ nonce: "other", timestamp: NOW + 7200 }), NOW + 7200)).toBe(true);
    expect(next.use(use(), NOW + 1)).toBe(false);
    elapsed += 2 * TIMESTAMP_WINDOW_S + 60;
    expect(next.use(use({ timestamp: NOW + 660 }), NOW + 660)).toBe(true);
    expect(next.size).toBe(3);
  });

  it("drops those that were used first if it is full, not those of a date that was set back", () => {
    let elapsed = 0;
    const store = new NonceStore({ maxEntries: 100, elapsed: () => elapsed });
    for (let count = 0; count < 100; count += 1)
      store.use(use({ nonce: String(count), timestamp: NOW + 3600 }), NOW + 3600);
    elapsed += 60;
    for (let count = 0; count < 100; count += 1) {
      expect(store.use(use({ nonce: String(count) }), NOW)).toBe(true);
      expect(store.use(use({ nonce: String(count) }), NOW)).toBe(false);
      expect(store.size).toBeLessThanOrEqual(100);
    }
  });

  it("counts a nonce without a timestamp from now", () => {
    const store = new NonceStore();
    const bare = use({ timestamp: undefined });
    expect(store.use(bare, NOW)).toBe(true);
    expect(store.use(bare, NOW + TIMESTAMP_WINDOW_S)).toBe(false);
    expect(store.use(bare, NOW + TIMESTAMP_WINDOW_S + 60)).toBe(true);
    expect(store.use(use(), NOW)).toBe(true);
  });

  it("accepts a nonce even if the maximum is zero", () => {
    const store = new NonceStore({ maxEntries: 0 });
    expect(store.use(use(), NOW)).toBe(true);
    expect(store.use(use({ nonce: "n2" }), NOW)).toBe(true);
    expect(store.size).toBe(1);
  });

  it("stays within its maximum and drops the oldest minute", () => {
    const store = new NonceStore({ maxEntries: 100 });
    const old = use({ timestamp: NOW - 120 });
    expect(store.use(old, NOW)).toBe(true);
    for (let count = 0; count < 250; count += 1) {
      expect(store.use(use({ nonce: String(count) }), NOW)).toBe(true);
      expect(store.size).toBeLessThanOrEqual(100);
    }
    expect(store.use(use({ nonce: "249" }), NOW)).toBe(false);
    expect(store.use(old, NOW)).toBe(true);
    for (let count = 0; count < 50; count += 1) {
      store.use(use({ nonce: `x${count}`, timestamp: NOW - (count % 5) * 60 }), NOW);
      expect(store.size).toBeLessThanOrEqual(100);
    }
  });
});
