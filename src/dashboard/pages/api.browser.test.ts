import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { describeInBrowser } from "../testing/browser.js";

describeInBrowser("trying an operation", { seed: "demo", clock: "manual", lab: false }, (dashboard) => {
  const send = async (page: Page): Promise<void> => {
    await page.getByRole("button", { name: "Show the request" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
  };
  const answered = (page: Page, status: string): Promise<void> =>
    page.getByRole("region", { name: /^HTTP/ }).getByRole("heading", { name: status }).waitFor();
  const latest = async () =>
    (await dashboard.emulator.control.send("GET /_emulator/exchanges", { query: { limit: "1" } }))
      .exchanges[0]!;

  it("reads with filters", async () => {
    const page = await dashboard.open("/api");
    await page.getByRole("link", { name: /tests\/results/ }).click();
    await page.getByRole("textbox", { name: /^image_unique_id/ }).fill("not there&x=y");
    await send(page);
    await answered(page, "HTTP 200 OK");
    expect(JSON.parse((await page.locator("#answer-body").textContent()) ?? "")).toEqual({
      test_results: [],
    });
    expect((await latest()).request.query).toEqual({ image_unique_id: "not there&x=y" });
  });

  it("creates a product and deletes it, as the chosen account", async () => {
    const page = await dashboard.open("/api/createProduct");
    await page.getByLabel("Signed by").selectOption("other@example.org");
    await page.getByRole("textbox", { name: /^Body/ }).fill('{"name": "tried", "release": "r", "snaps": []}');
    await send(page);
    await answered(page, "HTTP 201 Created");
    expect((await latest()).account).toBe("other@example.org");
    const made = JSON.parse((await page.locator("#answer-body").textContent()) ?? "") as { id: string };
    await page.goto(`${dashboard.emulator.url}/_emulator/dashboard/api/deleteProduct?product_id=${made.id}`);
    await page.getByLabel("Signed by").selectOption("other@example.org");
    await send(page);
    await answered(page, "HTTP 204");
    await page.getByRole("button", { name: "Sign again" }).click();
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await answered(page, "HTTP 404");
  });

  it("can be unsigned, and links marks to their assumptions", async () => {
    const page = await dashboard.open("/api/listProducts");
    await page.getByLabel("Signed by").selectOption("-");
    await send(page);
    await answered(page, "HTTP 401");
    await page.getByRole("button", { name: "Sources of each statement" }).click();
    await page.getByRole("link", { name: "assumed: A-06" }).first().click();
    await page.getByRole("article", { name: /^A-06/ }).waitFor();
    expect(page.url()).toContain("#A-06");
  });
});
