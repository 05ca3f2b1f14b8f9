import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { pages } from "./pages/index.js";
import { describeInBrowser } from "./testing/browser.js";
import { advertise, productId } from "./testing/product.js";
import { openTcpProxy, type TcpProxy } from "./testing/tcp-proxy.js";

/**
 * Records layout shifts, as the browser measures them. `components/growing.tsx` says which are permitted: with a new
 * first row, the rows of a list that nobody reads move straight down. Text that shifts within its line for a number
 * does not count, and neither does a sentence with a time that counts on, within its own block.
 */
const OBSERVE = `
const lists = () => [...document.querySelectorAll("[data-top], [data-rests]")];
const topOf = (list) => list.dataset.top ?? list.firstElementChild?.id;
const holds = (list, node) =>
  list.contains(node) || (!("rests" in list.dataset) && list.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
// The last two first rows of each list: shifts are reported after the frame, when another row may have arrived.
let tops;
window.begin = () => { window.moved = []; tops = new Map(lists().map((list) => [list, [topOf(list), topOf(list)]])); };
window.begin();
// Shifts are reported after two frames.
const frame = () => new Promise(requestAnimationFrame);
window.drawn = () => frame().then(frame).then(() => new Promise((done) => setTimeout(done)));
new PerformanceObserver((list) => {
  const went = new Set();
  for (const { node, previousRect: a, currentRect: b } of list.getEntries().flatMap(({ sources }) => [...sources])) {
    if (node?.nodeType === Node.TEXT_NODE && node.parentElement.querySelector("[data-until], [data-since]")) continue;
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
/** Viewports that are high enough to show the whole page. */
const WIDTHS = [
  { width: 1920, height: 1900 },
  { width: 375, height: 2800 },
];

describeInBrowser("while the lab works", { seed: "demo", clock: "manual" }, (dashboard) => {
  it("only lists that nobody reads move, on every page and at both widths", async () => {
    const { emulator } = dashboard;
    const product = await productId(emulator, "test-product.foo");
    const open = async (path: string, viewport = WIDTHS[0]!): Promise<Page> => {
      const page = await dashboard.open(path, { viewport });
      await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
      await page.evaluate(OBSERVE);
      return page;
    };
    const paths = pages.filter(({ nav }) => nav !== undefined).map(({ path }) => path);
    expect(paths).toHaveLength(9);
    const opened = await Promise.all(paths.map((path) => open(path)));
    for (const [index, viewport] of WIDTHS.entries()) {
      await Promise.all(opened.map((page) => page.setViewportSize(viewport)));
      await Promise.all(opened.map((page) => page.evaluate("drawn().then(begin)")));
      const ids = await advertise(emulator, product, { name: "test-snap.foo", revision: 60 + index });
      // The page of one opportunity, from its start to its end.
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

describeInBrowser(
  "a page that lost its stream",
  { seed: "demo", clock: "manual", lab: false },
  (dashboard) => {
    const opened: (TcpProxy | EmulatorHandle)[] = [];
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

    it("shows everything that happened meanwhile once, and continues", async () => {
      const emulator = await start();
      const proxy = await openTcpProxy(emulator.url);
      opened.push(proxy);
      dashboard.expectCut();
      const page = await dashboard.open("/exchanges", {}, proxy.url);
      await ask(emulator, 2);
      await expect.poll(() => rows(page)).toEqual(ids(2));
      proxy.cut();
      await page.getByText("Reconnecting").waitFor();
      await ask(emulator, 3);
      proxy.forwardTo(emulator.url);
      await expect.poll(() => rows(page)).toEqual(ids(5));
      await page.getByText("Live", { exact: true }).waitFor();
      await ask(emulator, 1);
      await expect.poll(() => rows(page)).toEqual(ids(6));
    });

    it("shows another run's state, even if that has more events than the one before", async () => {
      const before = await start();
      const proxy = await openTcpProxy(before.url);
      opened.push(proxy);
      dashboard.expectCut();
      const page = await dashboard.open("/exchanges", {}, proxy.url);
      await ask(before, 4);
      await expect.poll(() => rows(page)).toEqual(ids(4));
      proxy.cut();
      await page.getByText("Reconnecting").waitFor();
      const after = await start();
      await ask(after, 7);
      proxy.forwardTo(after.url);
      await expect.poll(() => rows(page)).toEqual(ids(7));
      await ask(after, 1);
      await expect.poll(() => rows(page)).toEqual(ids(8));
    });

    it("asks less and less often where it is refused", async () => {
      dashboard.expectStatus(429);
      const page = await dashboard.open("/exchanges");
      await page.clock.install();
      let asked = 0;
      await page.route(/dashboard\/events/, (route) => {
        asked += 1;
        return route.fulfill({ status: 429 });
      });
      await page.reload();
      await expect.poll(() => asked).toBe(1);
      // 100 s: after 1, 2, 4, 8, 16, 30 and 30 s.
      for (let n = 0; n < 40; n++) {
        await page.clock.runFor(2500);
        await page.evaluate("fetch('/_emulator/health').then((answer) => answer.text())");
      }
      expect(asked).toBeGreaterThan(3);
      expect(asked).toBeLessThan(10);
    });
  },
);
