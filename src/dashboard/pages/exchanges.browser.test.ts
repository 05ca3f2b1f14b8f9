import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeInBrowser } from "../testing/browser.js";

describeInBrowser("the exchanges page", { seed: "demo", clock: "manual", lab: false }, (dashboard) => {
  it("shows a request as soon as it is answered", async () => {
    const page = await dashboard.open("/exchanges");
    await dashboard.emulator.fetch("/products");
    const row = page.getByRole("row", { name: /listProducts/ }).first();
    await row.waitFor();
    await row.getByRole("link").click();
    await page.getByRole("heading", { name: "GET /products" }).waitFor();
  });

  it("keeps the filters in its address and follows only matching exchanges", async () => {
    const page = await dashboard.open("/exchanges");
    await page.getByLabel("Operation").selectOption("createProduct");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/operation=createProduct/);
    await dashboard.emulator.fetch("/products");
    await dashboard.emulator.fetch("/products", { method: "POST" });
    await page.getByRole("row", { name: /createProduct/ }).waitFor();
    expect(await page.getByRole("row", { name: /listProducts/ }).count()).toBe(0);
  });

  it("holds back new rows while the list is read, until they are asked for or the reading ends", async () => {
    const { emulator } = dashboard;
    const ask = async (times: number): Promise<void> => {
      for (let n = 0; n < times; n++) await emulator.fetch("/products");
    };
    await ask(20);
    const page = await dashboard.open("/exchanges", { viewport: { width: 1280, height: 700 } });
    const rows = page.locator("tbody tr");
    const latest = async (): Promise<string> => `exchange-${(await emulator.exchanges({ limit: 1 }))[0]!.id}`;
    const top = (): Promise<string | null> => rows.first().getAttribute("id");
    /** Checks that a row that is read keeps its place, also on the screen, while others arrive. */
    const staysWhileRead = async (index: number, come: number): Promise<void> => {
      const row = page.locator(`#${(await rows.nth(index).getAttribute("id"))!}`);
      const before = await row.boundingBox();
      const first = await top();
      await ask(come);
      await page.getByRole("link", { name: `${come} new` }).waitFor();
      expect([await top(), await row.boundingBox()]).toEqual([first, before]);
    };
    await rows.nth(2).hover();
    await staysWhileRead(2, 3);
    await page.mouse.move(2, 2);
    await expect.poll(top).toBe(await latest());

    await page.evaluate("scrollTo(0, document.body.scrollHeight)");
    await staysWhileRead(15, 2);
    await page.getByRole("link", { name: "2 new" }).click();
    await expect.poll(top).toBe(await latest());
    await expect.poll(async () => (await rows.first().boundingBox())!.y).toBeLessThan(250);

    await page.mouse.move(2, 2);
    await rows.first().getByRole("link").focus();
    await staysWhileRead(0, 1);
    await page.getByRole("link", { name: "1 new" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(top).toBe(await latest());
    // The focus goes on in the list, whose columns come first.
    await page.keyboard.press("Tab");
    const href = await page.getByRole("link", { name: "Status", exact: true }).getAttribute("href");
    expect(await page.locator("a:focus").getAttribute("href")).toBe(href);
  });

  it("fetches only the parts that an event concerns, and these are small", async () => {
    const page = await dashboard.open("/exchanges");
    await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
    const fetched = new Map<string, number>();
    const all: string[] = [];
    page.on("response", async (response) => {
      all.push(response.url());
      const part = new URL(response.url()).searchParams.get("fragment");
      if (part !== null) fetched.set(part, (await response.body()).length);
    });
    await dashboard.emulator.fetch("/products");
    await expect.poll(() => [...fetched.keys()]).toEqual(["exchanges"]);
    await dashboard.emulator.advance(1000);
    await expect.poll(() => [...fetched.keys()].sort()).toEqual(["bar", "exchanges", "tour"]);
    expect(Math.max(...fetched.values())).toBeLessThan(60_000);
    expect(all.filter((url) => !url.includes("fragment="))).toEqual([]);
  });

  it("saves a HAR and deletes all exchanges", async () => {
    await dashboard.emulator.fetch("/products");
    const page = await dashboard.open("/exchanges");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export HAR" }).click(),
    ]);
    expect(JSON.parse(readFileSync(await download.path(), "utf8")).log.entries).not.toEqual([]);
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByText("No exchanges yet").waitFor();
  });
});
