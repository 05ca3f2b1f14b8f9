import { expect, it } from "vitest";
import { type PageOf, pageOf, rangeText } from "./pages-of.js";

it("leads there and back, whatever came on top meanwhile", () => {
  const all = Array.from({ length: 120 }, (_, index) => ({ id: `${index}` }));
  const cut = (skipped: number): PageOf<{ id: string }> => pageOf(all, { skipped, size: 50 });
  expect([cut(0).previous, cut(0).next, rangeText(cut(0))]).toEqual([undefined, "49", "1-50 of 120"]);
  expect([cut(50).previous, cut(50).next, rangeText(cut(50))]).toEqual([null, "99", "51-100 of 120"]);
  // Three came on top: the page before begins three lower than the top.
  expect([cut(103).previous, cut(103).next, rangeText(cut(103))]).toEqual(["52", null, "104-120 of 120"]);
  expect([cut(120).shown, cut(120).previous, rangeText(cut(120))]).toEqual([[], "69", "0 of 120"]);
});
