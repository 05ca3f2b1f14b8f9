import { expect, it } from "vitest";
import { type PageOf, pageOf } from "./pages-of.js";
import { SortedPage } from "./sorted-page.js";

const SIZE = 5;
interface Item {
  id: string;
  key: number;
  row: number;
}

/** Few different values, in an order without a rule. */
const items = Array.from({ length: 83 }, (_, n): Item => ({
  id: `i${n}`,
  key: (n * 37) % 11,
  row: (n * 29) % 83,
}));

function page(isDescending: boolean, after: Item | null): PageOf<Item> {
  const sorted = new SortedPage<Item>({ by: "key", isDescending }, SIZE, after);
  for (const item of items) sorted.add({ item, key: item.key, row: item.row });
  return sorted.page();
}

it.each([false, true])(
  "each page is the one of a whole sort, equal values newest first (descending: %s)",
  (down) => {
    const whole = items.toSorted((a, b) => (down ? b.key - a.key : a.key - b.key) || b.row - a.row);
    for (let skipped = 0; skipped <= whole.length; skipped++) {
      const expected = pageOf(whole, { skipped, size: SIZE }, ({ id }) => id);
      expect(page(down, whole[skipped - 1] ?? null)).toEqual({ ...expected, top: undefined });
    }
  },
);

it("a page after an item that is in the list no more starts at its place", () => {
  const { shown, first } = page(false, { id: "gone", key: 4, row: 1000 });
  expect([first, shown.map(({ key }) => key)]).toEqual([
    items.filter(({ key }) => key < 4).length + 1,
    [4, 4, 4, 4, 4],
  ]);
});
