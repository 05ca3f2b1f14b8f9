import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { type EmulatorHandle, startEmulator, type StartOptions } from "../../index.js";
import { launchChromium, missingChromium } from "../../testing/chromium.js";

/** The means of a browser test. */
export interface BrowserTest {
  /** The running emulator. */
  emulator: EmulatorHandle;
  /**
   * Opens a page of the dashboard (`/opportunities?platform=pi2`) in a new browser context, without cookies. Console
   * errors, failed requests and violations of the Content-Security-Policy fail the test when it ends. `url`: the
   * address of another emulator than the group's.
   */
  open: (path?: string, options?: BrowserContextOptions, url?: string) => Promise<Page>;
  /** Permits answers of this status in this test (refusals), which the browser logs as errors. */
  expectStatus: (status: number) => void;
  /** Permits connection errors in this test, which the browser logs as errors too. */
  expectCut: () => void;
}

/**
 * A group of tests with an emulator (in memory, on a free port) and Debian's Chromium. Without Chromium they are skipped
 * with a note on a developer's machine, and fail in CI. The emulator and the browser start before the first test, so use
 * them only inside tests.
 *
 * @example
 * ```ts
 * describeInBrowser("the lab page", { seed: "demo", clock: "manual" }, (dashboard) => {
 *   it("shows the devices", async () => {
 *     const page = await dashboard.open("/");
 *     await page.getByRole("heading", { name: "raspberry-pi-2" }).waitFor();
 *   });
 * });
 * ```
 */
export function describeInBrowser(
  name: string,
  options: StartOptions,
  tests: (dashboard: BrowserTest) => void,
): void {
  const missing = missingChromium();
  const title = missing === undefined ? name : `${name} (skipped: ${missing})`;
  describe.skipIf(missing !== undefined)(title, () => {
    let browser: Browser;
    let pages: Page[] = [];
    let problems: string[] = [];
    let expected: string[] = [];
    const dashboard: BrowserTest = {
      emulator: undefined as never,
      async open(path = "/", contextOptions = {}, url = dashboard.emulator.url) {
        const context = await browser.newContext({
          viewport: { width: 1280, height: 900 },
          ...contextOptions,
        });
        const page = await context.newPage();
        pages.push(page);
        page.on("console", (message) => {
          const text = message.text();
          const known = expected.some((part) => text.includes(part));
          if (message.type() === "error" && !known) problems.push(text);
        });
        page.on("pageerror", (error) => problems.push(String(error)));
        await page.goto(`${url}/_emulator/dashboard${path}`);
        return page;
      },
      expectStatus: (status) => expected.push(`status of ${status} `),
      expectCut: () => expected.push("net::ERR_"),
    };
    beforeAll(async () => {
      [dashboard.emulator, browser] = await Promise.all([startEmulator(options), launchChromium()]);
    });
    afterEach(async () => {
      await Promise.all(pages.map((page) => page.context().close()));
      const found = problems;
      [pages, problems, expected] = [[], [], []];
      expect(found).toEqual([]);
    });
    afterAll(async () => {
      await browser.close();
      await dashboard.emulator.close();
    });
    tests(dashboard);
  });
}
