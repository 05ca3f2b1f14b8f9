import { createServer, type Server } from "node:http";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorHandle, startEmulator } from "../index.js";
import { launchChromium, missingChromium } from "../testing/chromium.js";
import { listening } from "../testing/listening.js";

describe.skipIf(missingChromium() !== undefined)("a page of another origin", () => {
  let browser: Browser;
  let emulator: EmulatorHandle;
  let foreign: Server;
  let foreignUrl: string;

  beforeAll(async () => {
    emulator = await startEmulator({ seed: "empty", lab: false });
    foreign = createServer((_, answer) =>
      answer.setHeader("content-type", "text/html").end("<title>foreign</title>"),
    );
    foreignUrl = `http://127.0.0.1:${await listening(foreign)}/`;
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    foreign.close();
    await emulator.close();
  });

  const productNames = async (): Promise<string[]> => {
    const { products } = (await (await emulator.fetch("/products")).json()) as {
      products: { name: string }[];
    };
    return products.map(({ name }) => name);
  };

  it.each([
    [
      "by fetch",
      (url: string) =>
        fetch(url, { method: "POST" }).then(
          () => "answered",
          () => "refused",
        ),
    ],
    [
      "by a simple request that ignores the answer",
      (url: string) =>
        fetch(url, { method: "POST", mode: "no-cors", body: "{}" }).then(
          () => "opaque",
          () => "refused",
        ),
    ],
  ])("cannot reset the emulator %s", async (_, attack) => {
    const body = JSON.stringify({ name: "precious", release: "r", snaps: [] });
    await emulator.fetch("/products", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const before = await productNames();
    const page = await browser.newPage();
    await page.goto(foreignUrl);
    expect(["refused", "opaque"]).toContain(await page.evaluate(attack, `${emulator.url}/_emulator/reset`));
    expect(await productNames()).toEqual(before);
    await page.close();
  });

  it("cannot reset it by a form", async () => {
    const before = await productNames();
    const page = await browser.newPage();
    await page.goto(foreignUrl);
    await page.setContent(
      `<form method="post" action="${emulator.url}/_emulator/reset"><button>go</button></form>`,
    );
    const [answer] = await Promise.all([page.waitForResponse("**/_emulator/reset"), page.click("button")]);
    expect(answer.status()).toBe(403);
    expect(await productNames()).toEqual(before);
    await page.close();
  });

  it("cannot read it under a host name that resolves to it (DNS rebinding)", async () => {
    const { port } = new URL(emulator.url);
    const rebound = await launchChromium("--host-resolver-rules=MAP evil.example 127.0.0.1");
    const page = await rebound.newPage();
    const answer = await page.goto(`http://evil.example:${port}/_emulator/sandboxes`);
    expect(answer?.status()).toBe(403);
    expect(await page.content()).not.toContain("consumer_secret");
    await rebound.close();
  });

  it("unlike the emulator's own page (which proves the test)", async () => {
    const page = await browser.newPage();
    await page.goto(`${emulator.url}/_emulator/health`);
    expect(
      await page.evaluate(
        (url) => fetch(url, { method: "POST" }).then((answer) => answer.status),
        `${emulator.url}/_emulator/reset`,
      ),
    ).toBe(200);
    expect(await productNames()).toEqual([]);
    await page.close();
  });
});
