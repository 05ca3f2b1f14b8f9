import type { Page } from "playwright-core";
import { afterEach, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { describeInBrowser } from "./testing/browser.js";
import { advertise, productId } from "./testing/product.js";
import { openWay, type Way } from "./testing/way.js";

/** Adds up how far things jump. That the rows of a list move down for a new one is what a list is for. */
const OBSERVE = `window.shifted = 0;
const isRow = ({ node }) => (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("tbody, li");
new PerformanceObserver((list) => {
  for (const { hadRecentInput, sources, value } of list.getEntries())
    if (!hadRecentInput && !sources.every(isRow)) window.shifted += value;
}).observe({ type: "layout-shift", buffered: true });`;

describeInBrowser("while things happen", { seed: "demo", clock: "manual" }, (given) => {
  it.each(["/", "/opportunities", "/exchanges"])("%s does not jump", async (path) => {
    const { emulator } = given;
    const page = await given.open("/");
    await page.addInitScript(OBSERVE);
    await page.goto(`${emulator.url}/_emulator/dashboard${path}`);
    await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
    await advertise(emulator, await productId(emulator, "test-product.foo"), {
      name: "test-snap.foo",
      revision: 50 + path.length,
    });
    const face = page.locator("#sandbox-clock");
    for (let step = 0; step < 8; step++) {
      const { now } = await emulator.advance(20_000);
      await expect.poll(() => face.getAttribute("data-now")).toBe(String(Date.parse(now)));
    }
    expect(await page.evaluate("window.shifted")).toBeLessThan(0.02);
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
