import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import { addressOf, pagePaths } from "./testing/addresses.js";
import { axeSource, seriousViolations } from "./testing/axe.js";
import { describeInBrowser } from "./testing/browser.js";

const SMALL = { width: 375, height: 800 };
const WIDE = { width: 1920, height: 1080 };

/** Opens all details, so that they are checked too. */
const OPEN_ALL = `document.querySelectorAll("main details, .tour details").forEach((one) => (one.open = true))`;
/** The HTML of focusable elements without a visible focus indicator. */
const WITHOUT_SIGN = `[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((one) => one.checkVisibility() && !one.disabled && one.type !== "hidden")
  .filter((one) => {
    one.focus();
    if (document.activeElement !== one) return true;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle === "none" || parseFloat(outlineWidth) === 0) && boxShadow === "none";
  })
  .map((one) => one.outerHTML.slice(0, 200))`;

const overflow = (page: Page): Promise<number> =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** Entries of the navigation and revisions of the last results that are outside the window or their card. */
const CUT_OFF = `[...document.querySelectorAll(".top nav a, .results .revision")]
  .filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    const room = (one.closest(".card") ?? document.documentElement).getBoundingClientRect();
    return left < room.left || right > room.right;
  })
  .map((one) => one.textContent)`;

describeInBrowser("every page", { seed: "demo", clock: "manual" }, (dashboard) => {
  const urlOf = async (path: string): Promise<string> =>
    `${dashboard.emulator.url}/_emulator/dashboard${await addressOf(dashboard.emulator, path)}`;
  beforeAll(async () => {
    await dashboard.emulator.fetch("/products", {
      method: "POST",
      body: "{",
      headers: { "content-type": "a/b" },
    });
    await dashboard.emulator.advance("idle");
  });

  it("has no serious axe-core violation, in both themes and at both widths", async () => {
    const page = await dashboard.open("/", { viewport: WIDE, bypassCSP: true });
    await page.addInitScript({ content: axeSource() });
    for (const path of pagePaths) {
      await page.goto(await urlOf(path));
      await page.evaluate(OPEN_ALL);
      for (const viewport of [WIDE, SMALL]) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme: "light" });
        expect([path, await seriousViolations(page)]).toEqual([path, []]);
        // The other theme differs only in its colours.
        await page.emulateMedia({ colorScheme: "dark" });
        expect([path, await seriousViolations(page, ["color-contrast"])]).toEqual([path, []]);
      }
    }
  }, 180_000);

  it("fits 375 px, shows the focus, and sends no requests to other hosts", async () => {
    const page = await dashboard.open("/", { viewport: SMALL });
    const foreign: string[] = [];
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (protocol !== "data:" && origin !== dashboard.emulator.url) foreign.push(request.url());
    });
    for (const path of pagePaths) {
      await page.goto(await urlOf(path));
      expect([path, await overflow(page)]).toEqual([path, 0]);
      expect([path, await page.evaluate(CUT_OFF)]).toEqual([path, []]);
      await page.evaluate(OPEN_ALL);
      expect([path, await overflow(page)]).toEqual([path, 0]);
      await page.keyboard.press("Tab");
      expect([path, await page.evaluate(WITHOUT_SIGN)]).toEqual([path, []]);
    }
    expect(foreign).toEqual([]);
  });

  it("can be read without scripts, and its forms work", async () => {
    const page = await dashboard.open("/", { javaScriptEnabled: false });
    for (const path of pagePaths) {
      await page.goto(await urlOf(path));
      expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
      expect((await page.locator("main").innerText()).length).toBeGreaterThan(100);
    }
    await page.goto(await urlOf("/"));
    await page.getByRole("button", { name: "Take amd64-nuc offline" }).click();
    await page.getByRole("button", { name: "Bring amd64-nuc online" }).click();
    await page.getByRole("button", { name: "Take amd64-nuc offline" }).waitFor();
  });

  it("works by keyboard alone: to the content, and into and out of the bar's menus", async () => {
    const page = await dashboard.open("/exchanges");
    const active = (): Promise<string> => page.evaluate("document.activeElement.id");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await active()).toBe("main");
    await page.reload();
    for (const menu of ["sandbox", "clock", "faults", "credentials", "snapshots"]) {
      for (let tabs = 0; (await active()) !== `open-${menu}` && tabs < 40; tabs++)
        await page.keyboard.press("Tab");
      expect(await active()).toBe(`open-${menu}`);
      await page.keyboard.press("Enter");
      const panel = page.locator(`#menu-${menu}`);
      await panel.waitFor({ state: "visible" });
      await page.keyboard.press("Tab");
      expect(
        await page.evaluate(`document.getElementById("menu-${menu}").contains(document.activeElement)`),
      ).toBe(true);
      await page.keyboard.press("Escape");
      await panel.waitFor({ state: "hidden" });
      expect(await active()).toBe(`open-${menu}`);
    }
  });

  it("has menus without serious axe-core violations", async () => {
    const page = await dashboard.open("/exchanges", { viewport: SMALL, bypassCSP: true });
    for (const menu of await page.locator("button.opens").all()) {
      await menu.click();
      await page.evaluate(`document.querySelectorAll(".menu details").forEach((one) => (one.open = true))`);
      expect(await overflow(page)).toBe(0);
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press("Escape");
    }
  });
});
