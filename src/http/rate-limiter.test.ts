import { describe, expect, it } from "vitest";
import { RateLimiter } from "./rate-limiter.js";

let now = 0;
const limiter = (maxKeys?: number): RateLimiter =>
  new RateLimiter({ perSecond: 2, burst: 3 }, () => now, maxKeys);

describe("a rate limiter", () => {
  it("admits a burst, and then requests at the rate", () => {
    const rate = limiter();
    expect([1, 2, 3, 4].map(() => rate.take("a"))).toEqual([0, 0, 0, 500]);
    now += 250;
    expect(rate.take("a")).toBe(250);
    now += 250;
    expect(rate.take("a")).toBe(0);
    expect(rate.take("a")).toBe(500);
  });

  it("admits no more than a burst after a long pause", () => {
    const rate = limiter();
    rate.take("a");
    now += 3_600_000;
    expect([1, 2, 3, 4].map(() => rate.take("a"))).toEqual([0, 0, 0, 500]);
  });

  it("counts each client by itself", () => {
    const rate = limiter();
    for (let n = 0; n < 9; n++) rate.take("a");
    expect(rate.take("b")).toBe(0);
  });

  it("remembers a limited number of clients, the latest ones", () => {
    const rate = limiter(2);
    for (let n = 0; n < 4; n++) rate.take("a");
    rate.take("b");
    expect(rate.take("a")).toBeGreaterThan(0);
    rate.take("c");
    expect(rate.size).toBe(2);
    expect(rate.take("a")).toBeGreaterThan(0);
  });

  it("forgets clients whose bucket is full again", () => {
    const rate = limiter();
    for (let n = 0; n < 1000; n++) rate.take(`once-${n}`);
    expect(rate.size).toBe(1000);
    now += 500;
    for (let n = 0; n < 500; n++) rate.take("a");
    expect([rate.size, rate.take("a")]).toEqual([1, 1000 / 2]);
  });

  it("keeps clients whose bucket is not full", () => {
    const rate = limiter();
    for (let n = 0; n < 3; n++) rate.take("b");
    now += 1499;
    for (let n = 0; n < 3; n++) expect(rate.take("a")).toBe(0);
    expect([1, 2, 3].map(() => rate.take("b"))).toEqual([0, 0, 1]);
  });
});
