import { expect, it } from "vitest";
import { type PageOf, pageOf, rangeText } from "./pages-of.js";

const idOf = <T>({ id }: { id: T }): T => id;

it("links forwards and back, even if items were added on top meanwhile", () => {
  const all = Array.from({ length: 120 }, (_, index) => ({ id: `${index}` }));
  const cut = (skipped: number): PageOf<{ id: string }> => pageOf(all, { skipped, size: 50 }, idOf);
  expect([cut(0).previous, cut(0).next, rangeText(cut(0))]).toEqual([undefined, "49", "1-50 of 120"]);
  expect([cut(50).previous, cut(50).next, rangeText(cut(50))]).toEqual([null, "99", "51-100 of 120"]);
  // Three items were added on top: the previous page starts three below the top.
  expect([cut(103).previous, cut(103).next, rangeText(cut(103))]).toEqual(["52", null, "104-120 of 120"]);
  expect([cut(0).top, cut(50).top]).toEqual(["0", undefined]);
  expect([cut(120).shown, cut(120).previous, rangeText(cut(120))]).toEqual([[], "69", "0 of 120"]);
});

it("holds back items newer than the first page's top, and none on other pages", () => {
  const all = Array.from({ length: 60 }, (_, index) => ({ id: index }));
  const page = pageOf(all, { skipped: 0, newer: 3, size: 50 }, idOf);
  expect([page.newer, page.top, page.previous, page.next, rangeText(page)]).toEqual([
    ...[3, "3", undefined, "52", "4-53 of 60"],
  ]);
  expect(pageOf(all, { skipped: 50, newer: 3, size: 50 }, idOf)).toMatchObject({ newer: 0, first: 51 });
});
