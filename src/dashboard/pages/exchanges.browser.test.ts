import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeInBrowser } from "../testing/browser.js";

describeInBrowser("the exchanges page", { seed: "demo", clock: "manual", lab: false }, (given) => {
  it("shows a request as soon as it is answered", async () => {
    const page = await given.open("/exchanges");
    await given.emulator.fetch("/products");
    const row = page.getByRole("row", { name: /listProducts/ }).first();
    await row.waitFor();
    await row.getByRole("link").click();
    await page.getByRole("heading", { name: "GET /products" }).waitFor();
  });

  it("keeps the filters in its address and follows only what passes them", async () => {
    const page = await given.open("/exchanges");
    await page.getByLabel("Operation").selectOption("createProduct");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/operation=createProduct/);
    await given.emulator.fetch("/products");
    await given.emulator.fetch("/products", { method: "POST" });
    await page.getByRole("row", { name: /createProduct/ }).waitFor();
    expect(await page.getByRole("row", { name: /listProducts/ }).count()).toBe(0);
  });

  it("saves a HAR and forgets all", async () => {
    await given.emulator.fetch("/products");
    const page = await given.open("/exchanges");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export HAR" }).click(),
    ]);
    expect(JSON.parse(readFileSync(await download.path(), "utf8")).log.entries).not.toEqual([]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("No exchange yet").waitFor();
  });
});
