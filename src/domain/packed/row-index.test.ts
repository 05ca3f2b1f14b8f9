import { expect, it } from "vitest";
import { hashOf, RowIndex } from "./row-index.js";

const HASH = 7;

it("drops rows whose records are gone, where room is needed", () => {
  let latest = -1;
  const index = new RowIndex((row) => row === latest);
  for (let row = 0; row < 10_000; row++) {
    latest = row;
    index.put(HASH, row);
  }
  let asked = 0;
  const found = index.find(HASH, (row) => {
    asked += 1;
    return row === latest;
  });
  expect(found).toBe(latest);
  expect(asked).toBeLessThan(20);
});

it("keeps in a view what is gone later", () => {
  const there = new Set(Array.from({ length: 100 }, (_, row) => row));
  const index = new RowIndex((row) => there.has(row));
  for (const row of there) index.put(row, row);
  const view = index.view();
  const find = (from: Pick<RowIndex, "find">, row: number): number =>
    from.find(row, (candidate) => candidate === row);
  there.clear();
  for (let row = 100; row < 1000; row++) {
    there.add(row);
    index.put(row, row);
  }
  expect(Array.from({ length: 100 }, (_, row) => find(view, row))).toEqual([...Array(100).keys()]);
  for (const row of there) expect(find(index, row)).toBe(row);
});

it.each([
  ["begin", (n: string) => `00000000-0000-4000-8000-${n.padStart(12, "0")}`],
  ["end", (n: string) => `${n.padStart(12, "0")}-8000-4000-0000-00000000`],
])("tells ids apart that %s alike", (_, id) => {
  const hashes = new Set(Array.from({ length: 10_000 }, (_, n) => hashOf(id(String(n)))));
  expect(hashes.size).toBeGreaterThan(9900);
});
