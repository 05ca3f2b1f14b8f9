import { beforeAll, expect, it } from "vitest";
import type { EmulatorHandle } from "../../index.js";
import { describeInBrowser } from "../testing/browser.js";
import { advertise, manyOpportunities, productId } from "../testing/product.js";

describeInBrowser("the results page", { seed: "demo", clock: "manual" }, (dashboard) => {
  let many: EmulatorHandle;
  beforeAll(async () => {
    many = await manyOpportunities(dashboard.emulator);
  });

  it("links a cell to its opportunity", async () => {
    const page = await dashboard.open("/results");
    await page.getByRole("combobox", { name: "Product" }).selectOption("test-product.foo");
    await page.getByRole("combobox", { name: "Of" }).selectOption("revisions of test-snap.foo");
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/what=snap/);
    await page.getByRole("link", { name: "failed test-snap.foo 2 with smoke-pi2" }).click();
    await page.getByRole("heading", { name: "test-snap.foo 2 smoke-pi2" }).waitFor();
    await page
      .getByRole("region", { name: "Result", exact: true })
      .getByText("failed", { exact: true })
      .waitFor();
  });

  it("follows an advertised revision until its result is in the picture too", async () => {
    const product = await productId(dashboard.emulator, "test-product.foo");
    const page = await dashboard.open(`/results?product=${product}`);
    const picture = page.getByRole("img", { name: /^pi2: / });
    const before = await picture.getAttribute("aria-label");
    await advertise(dashboard.emulator, product, { name: "test-snap.foo", revision: 91 });
    await page.getByRole("link", { name: "queued test-snap.foo 91 with smoke-pi2" }).waitFor();
    await dashboard.emulator.advance("idle");
    await page.getByRole("link", { name: "passed test-snap.foo 91 with smoke-pi2" }).waitFor();
    await expect.poll(() => picture.getAttribute("aria-label")).not.toBe(before);
  });

  it("scrolls a wide table by keyboard, and keeps the row headers visible", async () => {
    const page = await dashboard.open(`/results?sandbox=${many.name}`, {
      viewport: { width: 375, height: 800 },
    });
    const region = page.getByRole("region", { name: "Results of many.foo" });
    const name = page.getByRole("rowheader", { name: /^snap.foo 20/ });
    const left = async (): Promise<number> => (await name.boundingBox())!.x;
    const before = await left();
    await region.focus();
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => region.evaluate(({ scrollLeft }) => scrollLeft)).toBeGreaterThan(20);
    expect(await left()).toBeCloseTo(before, 0);
    expect(await page.locator("html").evaluate(({ scrollWidth }) => scrollWidth)).toBe(375);
  });
});
