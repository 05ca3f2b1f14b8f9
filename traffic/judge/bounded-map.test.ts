import process from "node:process";
import { expect, it } from "vitest";
import { BoundedMap } from "./bounded-map.js";

it("forgets what was set first, and what was set again last", () => {
  const dropped: string[] = [];
  const map = new BoundedMap<number>(3, (key) => dropped.push(key));
  for (const key of ["a", "b", "c", "a", "d"]) map.set(key, 1, 1);
  expect(dropped).toEqual(["b"]);
  map.delete("c");
  map.set("e", 1, 1);
  expect(dropped).toEqual(["b"]);
  map.set("f", 1, 2);
  expect([dropped, map.get("e"), map.get("f")]).toEqual([["b", "a", "d"], 1, 1]);
  map.set("g", 1, 4);
  expect(dropped).toEqual(["b", "a", "d", "e", "f", "g"]);
  map.set("h", 1, 1);
  expect(map.get("h")).toBe(1);
});

/** CPU time in milliseconds of setting each of `count` keys twice, of which half fit. */
function costOf(count: number): number {
  const map = new BoundedMap<number>(count / 2);
  const before = process.cpuUsage().user;
  for (let n = 0; n < 2 * count; n++) map.set(`k${n % count}`, n, 1);
  return (process.cpuUsage().user - before) / 1000;
}

it("costs in proportion to what is set", () => {
  costOf(10_000);
  expect(costOf(320_000)).toBeLessThan(16 * 8 * Math.max(costOf(20_000), 5));
});
