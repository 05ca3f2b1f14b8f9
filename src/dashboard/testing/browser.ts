import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect } from "vitest";
import { type EmulatorHandle, startEmulator, type StartOptions } from "../../index.js";
import { launchChromium, missingChromium } from "../../testing/chromium.js";

/** What a browser test is given. */
export interface BrowserTest {
  /** The running emulator. */
  emulator: EmulatorHandle;
  /**
   * Opens a page of the dashboard (`/opportunities?platform=pi2`) in a browser of its own, without cookies. Errors in its
   * console, failed requests and breaches of the Content-Security-Policy fail the test at its end. `url` leads to another
   * emulator than the group's.
   */
  open: (path?: string, options?: BrowserContextOptions, url?: string) => Promise<Page>;
  /** Says that an answer of this status is expected in this test (a refusal): the browser logs those as errors. */
  expectStatus: (status: number) => void;
  /** Says that the way to the emulator is cut in this test: the browser logs that as errors too. */
  expectCut: () => void;
}

/**
 * A group of tests with an emulator (in memory, on a free port) and Debian's Chromium. Without it they are left out on a
 * developer's machine, with a word, and fail in CI. Set up before the first test, so use what is given inside of tests.
 *
 * @example
 * ```ts
 * describeInBrowser("the lab page", { seed: "demo", clock: "manual" }, (given) => {
 *   it("shows the devices", async () => {
 *     const page = await given.open("/");
 *     await page.getByRole("heading", { name: "raspberry-pi-2" }).waitFor();
 *   });
 * });
 * ```
 */
export function describeInBrowser(
  name: string,
  options: StartOptions,
  tests: (given: BrowserTest) => void,
): void {
  const missing = missingChromium();
  const title = missing === undefined ? name : `${name} (left out: ${missing})`;
  describe.skipIf(missing !== undefined)(title, () => {
    let browser: Browser;
    let pages: Page[] = [];
    let problems: string[] = [];
    let expected: string[] = [];
    const given: BrowserTest = {
      emulator: undefined as never,
      async open(path = "/", contextOptions = {}, url = given.emulator.url) {
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
      [given.emulator, browser] = await Promise.all([startEmulator(options), launchChromium()]);
    });
    afterEach(async () => {
      await Promise.all(pages.map((page) => page.context().close()));
      const found = problems;
      [pages, problems, expected] = [[], [], []];
      expect(found).toEqual([]);
    });
    afterAll(async () => {
      await browser.close();
      await given.emulator.close();
    });
    tests(given);
  });
}
