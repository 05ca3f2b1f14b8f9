import type { Page } from "playwright-core";
import { beforeAll, expect, it } from "vitest";
import type { EmulatorHandle } from "../../index.js";
import { describeInBrowser } from "../testing/browser.js";
import { advertise, manyOpportunities, postJson, productId } from "../testing/product.js";

const HOSTILE = `<img src=x onerror=alert(1)>`;

describeInBrowser("the opportunities pages", { seed: "demo", clock: "manual" }, (dashboard) => {
  let product: string;
  let many: EmulatorHandle;
  beforeAll(async () => {
    product = await productId(dashboard.emulator, "test-product.foo");
    many = await manyOpportunities(dashboard.emulator);
  });

  const revision = (number: number): Promise<string[]> =>
    advertise(dashboard.emulator, product, { name: "test-snap.foo", revision: number });
  const rows = (page: Page) => page.locator("tbody tr");
  /** The vertical position of a row on the screen. */
  const topOf = (page: Page, row: string): Promise<number> =>
    page.locator(row).evaluate((element) => element.getBoundingClientRect().top);

  it("keeps the filters in its address, and offers to clear them if nothing matches", async () => {
    const page = await dashboard.open("/opportunities");
    await page.getByLabel("Platform").selectOption("bbb");
    await page.getByRole("button", { name: "Filter" }).click();
    await page.waitForURL(/platform=bbb/);
    await page.getByRole("link", { name: "image DEADBEEF_83451039" }).waitFor();
    expect(await rows(page).count()).toBe(1);
    // A filter acts as soon as it is chosen.
    await page.getByLabel("Status").selectOption("FAILED");
    await page.getByText("No opportunity matches the filters").waitFor();
    await page.getByRole("link", { name: "Clear the filters" }).click();
    await rows(page).nth(1).waitFor();
  });

  it("follows a walk from queued to stored, which grows with the sandbox's clock", async () => {
    const list = await dashboard.open("/opportunities");
    await dashboard.emulator.advance("idle");
    const [id] = await revision(81);
    const row = list.locator(`#opportunity-${id!}`);
    await row.getByText("queued", { exact: true }).waitFor();
    const page = await dashboard.open(`/opportunities/${id!}`);
    for (;;) {
      await dashboard.emulator.advance("next-event");
      const { why } = await dashboard.emulator.trace(id!);
      if (why?.state === "PICKED_BY_AGENT" && why.sentence.includes("provisioning")) break;
    }
    await row.getByText("picked", { exact: true }).waitFor();
    const done = row.locator(`[data-kind="provision"] .done`);
    await done.waitFor({ state: "attached" });
    const before = await done.getAttribute("width");
    await dashboard.emulator.advance(5000);
    await expect.poll(() => done.getAttribute("width")).not.toBe(before);
    await page.getByText("provisioning until").first().waitFor();
    await dashboard.emulator.advance("idle");
    await row.getByText("passed", { exact: true }).waitFor();
    expect(await row.locator("[data-done]").count()).toBe(0);
    await page.getByRole("heading", { name: "How it ended" }).waitFor();
    const walk = page.getByRole("region", { name: "Walk" });
    for (const part of ["queued", "provision", "test", "teardown", "storing"])
      await walk.getByText(part, { exact: true }).first().waitFor();
    await walk.getByText("30 ms", { exact: true }).waitFor();
    await walk.getByText("The event log, as the API returns it").click();
    await page.getByRole("region", { name: "the event log as JSON" }).getByText("RESULT_STORED").waitFor();
  });

  it("leaves a row in its place while the list is read, even if it no longer matches the filters", async () => {
    await dashboard.emulator.advance("idle");
    const ids = await revision(84);
    const page = await dashboard.open("/opportunities?status=QUEUED_FOR_AGENTS");
    await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
    const shown = (): Promise<string[]> => rows(page).evaluateAll((all) => all.map(({ id }) => id));
    const before = await shown();
    expect(before).toHaveLength(ids.length);
    await rows(page).last().hover();
    const place = await rows(page).last().boundingBox();
    await dashboard.emulator.advance("idle");
    await expect.poll(() => page.locator("tr[data-gone]").count()).toBe(ids.length);
    expect([await shown(), await rows(page).last().boundingBox()]).toEqual([before, place]);
    await page.mouse.move(2, 2);
    await page.getByText("No opportunity matches the filters").waitFor();
  });

  it("animates growing parts while the clock runs", async () => {
    const running = await dashboard.emulator.createSandbox({ seed: "demo", speed: 60, lab: false });
    await postJson(running, "/agents/by-hand/pick", { platform: "pi2" });
    const page = await dashboard.open(`/opportunities?sandbox=${running.name}&status=PICKED_BY_AGENT`);
    const queued = page.locator(`[data-bar][data-kind="queued"]`);
    const before = await queued.getAttribute("width");
    await expect.poll(() => queued.getAttribute("width")).not.toBe(before);
    await running.close();
  });

  it("says why one is unfinished, links to its device, and sets its outcome", async () => {
    const at = { path: { agent_id: "raspberry-pi-2" } };
    await dashboard.emulator.control.send("POST /_emulator/lab/devices/{agent_id}/offline", at);
    const ids = await revision(82);
    const page = await dashboard.open("/opportunities?platform=pi2&status=QUEUED_FOR_AGENTS");
    await page.getByText(/raspberry-pi-2, is offline/).waitFor();
    await rows(page).first().getByRole("link").click();
    const why = page.getByRole("region", { name: "Why it is unfinished" });
    await why.getByText(/raspberry-pi-2, is offline/).waitFor();
    // What the sentence has told is not told again.
    expect(await why.getByRole("listitem").count()).toBe(0);
    await why.getByRole("button", { name: "Let it fail" }).click();
    await page.getByText("Its outcome will be FAILED.").waitFor();
    await dashboard.emulator.control.send("POST /_emulator/lab/devices/{agent_id}/online", at);
    await dashboard.emulator.advance("idle");
    await page
      .getByRole("region", { name: "How it ended" })
      .getByText(/FAILED by raspberry-pi-2/)
      .waitFor();
    expect(ids.some((id) => page.url().includes(id))).toBe(true);
    await page.getByRole("link", { name: "raspberry-pi-2" }).click();
    await page.waitForURL(/#device-raspberry-pi-2$/);
  });

  it("pages through 1,000, and new ones do not shift rows that are read", async () => {
    const page = await dashboard.open(`/opportunities?sandbox=${many.name}`);
    await page.getByText("1-50 of 1,000 opportunities").first().waitFor();
    expect(await rows(page).count()).toBe(50);
    const first = await dashboard.open(`/opportunities?sandbox=${many.name}`);
    await page.getByRole("link", { name: "Next" }).first().click();
    await page.getByText("51-100 of 1,000 opportunities").first().waitFor();
    const read = `#${(await rows(page).nth(20).getAttribute("id"))!}`;
    const readFirst = `#${(await rows(first).nth(10).getAttribute("id"))!}`;
    for (const [one, row] of [
      [page, read],
      [first, readFirst],
    ] as const)
      await one.locator(row).evaluate((element) => element.scrollIntoView({ block: "center" }));
    const where = async () => [
      await page.locator("html").evaluate(({ scrollTop }) => scrollTop),
      await topOf(page, read),
      await topOf(first, readFirst),
    ];
    const before = await where();
    const opportunity = { name: "snap.foo", revision: 900 };
    await advertise(many, await productId(many, "many.foo"), opportunity);
    await page.getByText("101-150 of 1,050 opportunities").first().waitFor();
    expect(before[0]).toBeGreaterThan(500);
    await first.getByText("51-100 of 1,050 opportunities").first().waitFor();
    await first.getByRole("link", { name: "50 new" }).waitFor();
    expect((await where()).map(Math.round)).toEqual(before.map(Math.round));
  });

  it("shows hostile names and payloads as text", async () => {
    const page = await dashboard.open("/opportunities");
    await postJson(dashboard.emulator, `/products/${product}/images`, {
      ...{ image_unique_id: HOSTILE, image_reference: `</pre><script>alert(1)</script>`, channel: "edge" },
    });
    const link = page.getByRole("link", { name: `image ${HOSTILE}` }).first();
    await link.click();
    await page.getByRole("heading", { name: `image ${HOSTILE}` }).waitFor();
    await page.getByText("The event log, as the API returns it").click();
    await page.getByRole("region", { name: "the event log as JSON" }).getByText("</pre><script>").waitFor();
    expect(await page.locator("img:not(.brand img), main script").count()).toBe(0);
  });
});
