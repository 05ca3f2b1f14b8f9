import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { pages } from "./pages/index.js";
import { describeInBrowser } from "./testing/browser.js";
import { advertise, productId } from "./testing/product.js";
import { openWay, type Way } from "./testing/way.js";

/**
 * Tells what moves, by the browser's own measure of it. Permitted is what `components/growing.tsx` says: with a new first
 * row, those of a list that nobody reads go straight down. That the words of a line make way for a number in it is no move.
 */
const OBSERVE = `
const lists = () => [...document.querySelectorAll("[data-top], [data-rests]")];
const topOf = (list) => list.dataset.top ?? list.firstElementChild?.id;
const holds = (list, node) =>
  list.contains(node) || (!("rests" in list.dataset) && list.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
// The last first rows of each list: a move is told after the frame, when another row may have come.
let tops;
window.begin = () => { window.moved = []; tops = new Map(lists().map((list) => [list, [topOf(list), topOf(list)]])); };
window.begin();
// What a change moves is told after two frames.
const frame = () => new Promise(requestAnimationFrame);
window.drawn = () => frame().then(frame).then(() => new Promise((done) => setTimeout(done)));
new PerformanceObserver((list) => {
  const went = new Set();
  for (const { node, previousRect: a, currentRect: b } of list.getEntries().flatMap(({ sources }) => [...sources])) {
    const same = (...names) => names.every((name) => Math.abs(a[name] - b[name]) <= 2);
    if (same("x", "y", "width", "height")) continue;
    const grown = lists().filter((one) => node && holds(one, node) && new Set([topOf(one), ...(tops.get(one) ?? [null])]).size > 1);
    for (const one of grown) went.add(one);
    if (grown.length > 0 && (b.width === 0 || (same("x", "width") && b.y > a.y))) continue;
    const html = (node?.outerHTML ?? node?.parentElement?.outerHTML ?? "something gone").slice(0, 150);
    window.moved.push([location.pathname, innerWidth, html, JSON.stringify(a), JSON.stringify(b)].join(" "));
  }
  for (const one of went) tops.set(one, [(tops.get(one) ?? []).at(-1), topOf(one)]);
}).observe({ type: "layout-shift" });`;
/** So high that all of a page is seen. */
const WIDTHS = [
  { width: 1920, height: 1900 },
  { width: 375, height: 2800 },
];

describeInBrowser("while the lab works", { seed: "demo", clock: "manual" }, (given) => {
  it("nothing moves on any page, at either width, but lists that nobody reads", async () => {
    const { emulator } = given;
    const product = await productId(emulator, "test-product.foo");
    const open = async (path: string, viewport = WIDTHS[0]!): Promise<Page> => {
      const page = await given.open(path, { viewport });
      await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
      await page.evaluate(OBSERVE);
      return page;
    };
    const paths = pages.filter(({ nav }) => nav !== undefined).map(({ path }) => path);
    expect(paths).toHaveLength(6);
    const opened = await Promise.all(paths.map((path) => open(path)));
    for (const [index, viewport] of WIDTHS.entries()) {
      await Promise.all(opened.map((page) => page.setViewportSize(viewport)));
      await Promise.all(opened.map((page) => page.evaluate("drawn().then(begin)")));
      const ids = await advertise(emulator, product, { name: "test-snap.foo", revision: 60 + index });
      // The page of one of them, from its beginning to its end.
      opened.push(await open(`/opportunities/${ids[0]!}`, viewport));
      for (const by of [20_000, 60_000, 60_000, "idle"] as const) {
        const { now } = await emulator.advance(by);
        const face = `#sandbox-clock[data-now="${Date.parse(now)}"]`;
        await Promise.all(opened.map((page) => page.locator(face).waitFor({ state: "attached" })));
      }
      const moved = await Promise.all(opened.map((page) => page.evaluate("moved")));
      expect(moved.flat()).toEqual([]);
    }
  });
});

describeInBrowser("a page that lost its stream", { seed: "demo", clock: "manual", lab: false }, (given) => {
  const opened: (Way | EmulatorHandle)[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });
  const ask = async (emulator: EmulatorHandle, times: number): Promise<void> => {
    for (let n = 0; n < times; n++) await emulator.fetch("/products");
  };
  const rows = (page: Page): Promise<string[]> =>
    page.locator("tbody tr").evaluateAll((all) => all.map(({ id }) => id));
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `exchange-${count - n}`);
  const start = async (): Promise<EmulatorHandle> => {
    const emulator = await startEmulator({ seed: "demo", clock: "manual", lab: false });
    opened.push(emulator);
    return emulator;
  };

  it("shows all that happened meanwhile, once, and goes on", async () => {
    const emulator = await start();
    const way = await openWay(emulator.url);
    opened.push(way);
    given.expectCut();
    const page = await given.open("/exchanges", {}, way.url);
    await ask(emulator, 2);
    await expect.poll(() => rows(page)).toEqual(ids(2));
    way.cut();
    await page.getByText("Reconnecting").waitFor();
    await ask(emulator, 3);
    way.leadTo(emulator.url);
    await expect.poll(() => rows(page), { timeout: 10_000 }).toEqual(ids(5));
    await page.getByText("Live", { exact: true }).waitFor();
    await ask(emulator, 1);
    await expect.poll(() => rows(page)).toEqual(ids(6));
  });

  it("shows what another run has, though that has come further than the one before", async () => {
    const before = await start();
    const way = await openWay(before.url);
    opened.push(way);
    given.expectCut();
    const page = await given.open("/exchanges", {}, way.url);
    await ask(before, 4);
    await expect.poll(() => rows(page)).toEqual(ids(4));
    way.cut();
    await page.getByText("Reconnecting").waitFor();
    const after = await start();
    await ask(after, 7);
    way.leadTo(after.url);
    await expect.poll(() => rows(page), { timeout: 10_000 }).toEqual(ids(7));
    await ask(after, 1);
    await expect.poll(() => rows(page)).toEqual(ids(8));
  });
});
