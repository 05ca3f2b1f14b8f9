import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULTS } from "../../config.js";
import { type Emulator, runEmulator } from "../../emulator.js";
import { launchChromium, missingChromium } from "../../testing/chromium.js";
import { ADMIN_TOKEN, demoHost } from "../../demo-host/testing/visitor.js";

const AN_HOUR_MS = 3_600_000;

describe.skipIf(missingChromium() !== undefined)("an open page without a session any more", () => {
  let browser: Browser;
  const emulators: Emulator[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    for (const one of emulators) await one.close();
  });

  /** Opens the dashboard, ends its session, and returns what the page shows and asks after it has said so. */
  async function after(url: string, end: (url: string) => Promise<unknown>) {
    const context = await browser.newContext({ userAgent: "Mozilla/5.0 (X11; Linux x86_64)" });
    const page = await context.newPage();
    await page.clock.install();
    await page.goto(`${url}/_emulator/dashboard/`);
    if (await page.locator("#token").isVisible()) {
      await page.locator("#token").fill(ADMIN_TOKEN);
      await page.getByRole("button", { name: "Log in" }).click();
    }
    await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
    await context.clearCookies();
    await end(url);
    await page.locator("#notice", { hasText: "Reload the page" }).waitFor();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await page.clock.runFor(AN_HOUR_MS);
    const shown = { mains: await page.locator("main").count(), forms: await page.locator("#token").count() };
    await context.close();
    return { ...shown, asked };
  }

  it("on a demo host says so once, keeps what it shows, and asks for nothing any more", async () => {
    // Nothing happens in the sandbox by itself.
    const emulator = await demoHost({ lab: false, seed: "empty" });
    emulators.push(emulator);
    const headers = { authorization: `Bearer ${ADMIN_TOKEN}` };
    const seen = await after(emulator.url, async (url) => {
      const answer = await fetch(`${url}/_emulator/sandboxes`, { headers });
      const { sandboxes } = (await answer.json()) as { sandboxes: { name: string }[] };
      const { name } = sandboxes.find((one) => one.name !== "default")!;
      await fetch(`${url}/_emulator/sandboxes/${name}`, { method: "DELETE", headers });
    });
    expect(seen).toEqual({ mains: 1, forms: 0, asked: [] });
  });

  it("with an admin token says so once, too", async () => {
    const config = { ...DEFAULTS, port: 0, inMemory: true, lab: false, adminToken: ADMIN_TOKEN };
    const emulator = await runEmulator(config);
    emulators.push(emulator);
    // An event makes the page fetch its parts.
    const seen = await after(emulator.url, async (url) => {
      const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" };
      await fetch(`${url}/_emulator/clock`, { method: "PUT", headers, body: '{"speed":2}' });
    });
    expect(seen).toEqual({ mains: 1, forms: 0, asked: [] });
  });
});
