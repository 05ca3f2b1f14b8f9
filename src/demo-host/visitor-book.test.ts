import { beforeEach, describe, expect, it } from "vitest";
import { type Visitor, VisitorBook } from "./visitor-book.js";

const MINUTE = 60_000;
const LIMITS = {
  most: 3,
  mostOfAddress: 2,
  lifetimeMs: 240 * MINUTE,
  idleMs: 30 * MINUTE,
  minAgeMs: 10 * MINUTE,
  restMs: 2 * MINUTE,
};

let now: number;
let book: VisitorBook;
beforeEach(() => {
  now = 1000;
  book = new VisitorBook(LIMITS, () => now);
});

function arrive(address: string): { visitor: Visitor; cookie: string; leaves: Visitor | null } {
  const arrival = book.arrive(address);
  if ("refused" in arrival) throw new Error(`refused: ${arrival.refused}`);
  return arrival;
}

describe("a visitor", () => {
  it("is found by the cookie, not by the name", () => {
    const { visitor, cookie } = arrive("a");
    expect(book.find(cookie)).toBe(visitor);
    expect(book.named(visitor.name)).toBe(visitor);
    for (const other of [undefined, "", visitor.name, cookie.slice(1), cookie.toUpperCase() + "0"])
      expect(book.find(other)).toBeNull();
    expect(cookie).toMatch(/^[0-9a-f]{48}$/);
    expect(visitor.name).toMatch(/^[a-z]+-[a-z]+-\d{2,3}$/);
    expect(cookie).not.toContain(visitor.name);
  });

  it("is removed after a time without use", () => {
    const { visitor, cookie } = arrive("a");
    now += LIMITS.idleMs - 1;
    expect(book.takeExpired()).toEqual([]);
    visitor.usedAt = now;
    now += LIMITS.idleMs - 1;
    expect(book.find(cookie)).toBe(visitor);
    now += 1;
    expect(book.find(cookie)).toBeNull();
    expect(book.takeExpired()).toEqual([visitor]);
    expect(book.size).toBe(0);
  });

  it("is removed at the end of the lifetime, even if active", () => {
    const { visitor, cookie } = arrive("a");
    visitor.streams = 1;
    now += LIMITS.lifetimeMs - 1;
    visitor.usedAt = now;
    expect(book.find(cookie)).toBe(visitor);
    now += 1;
    expect(book.find(cookie)).toBeNull();
    expect(book.takeExpired()).toEqual([visitor]);
  });
});

describe("when all places are taken", () => {
  it("says when to come back while nobody may be removed", () => {
    arrive("a");
    now += MINUTE;
    arrive("b");
    arrive("c");
    expect(book.arrive("d")).toEqual({ refused: "full", waitMs: 9 * MINUTE });
    expect(book.size).toBe(3);
  });

  it("removes the least recently active visitor who is old enough and idle", () => {
    const [a, b, c] = [arrive("a"), arrive("b"), arrive("c")];
    now += LIMITS.minAgeMs;
    a.visitor.usedAt = now - LIMITS.restMs;
    b.visitor.usedAt = now - LIMITS.restMs - 1;
    c.visitor.usedAt = now - 1;
    expect(arrive("d").leaves).toBe(b.visitor);
    expect(book.find(b.cookie)).toBeNull();
    expect(arrive("e").leaves).toBe(a.visitor);
    expect(book.arrive("f")).toEqual({ refused: "full", waitMs: LIMITS.restMs - 1 });
    expect(book.find(c.cookie)).toBe(c.visitor);
  });

  it("keeps a visitor with an open event stream", () => {
    const all = [arrive("a"), arrive("b"), arrive("c")];
    for (const { visitor } of all) visitor.streams = 1;
    now += LIMITS.minAgeMs;
    expect(book.arrive("d")).toEqual({ refused: "full", waitMs: LIMITS.idleMs - LIMITS.minAgeMs });
    all[2]!.visitor.streams = 0;
    expect(arrive("d").leaves).toBe(all[2]!.visitor);
  });

  it("limits the places of one address", () => {
    arrive("a");
    arrive("a");
    expect(book.arrive("a")).toEqual({ refused: "address", waitMs: LIMITS.idleMs });
    expect(arrive("b").leaves).toBeNull();
  });
});
