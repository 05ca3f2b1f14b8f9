import { expect, it } from "vitest";
import { startProcess } from "../../testing/emulator-process.js";
import { describeInBrowser } from "../testing/browser.js";

describeInBrowser("the guided tour", { seed: "demo", speed: 600 }, (dashboard) => {
  it("goes from a revision to its result in five steps, by keyboard alone", async () => {
    const page = await dashboard.open();
    const tour = page.getByRole("complementary");
    await tour.getByRole("heading", { name: "1 of 5 Advertise a revision" }).waitFor();
    await tour.getByRole("button", { name: /^Advertise test-snap.foo/ }).focus();
    await page.keyboard.press("Enter");
    for (const title of ["2 of 5 A device picks it", "3 of 5 It is tested", "4 of 5 Read its events"]) {
      await tour.getByRole("heading", { name: title }).waitFor();
      await tour.getByRole("button", { name: "Next", exact: true }).focus();
      await page.keyboard.press("Enter");
    }
    await tour.getByRole("heading", { name: "5 of 5 Read your result" }).waitFor();
    await tour.getByText(/^(passed|failed|error)$/).waitFor();
    await tour.getByText(/npx spi-emulator request conf.ini/).waitFor();
    // The command reads the tour's opportunity, and the link opens it.
    const link = tour.getByRole("link", { name: "Open the opportunity" });
    const id = /[\da-f-]{36}$/.exec((await link.getAttribute("href"))!)![0];
    const [, url] = /'(.*)'/.exec((await tour.locator("#tour-command").textContent())!)!;
    const read = await (await dashboard.emulator.fetch(url!)).json();
    expect(read).toMatchObject({ test_results: [{ test_opportunity_id: id }] });
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL((at) => at.pathname.endsWith(`/opportunities/${id}`));
    await tour.getByRole("heading", { name: "5 of 5 Read your result" }).waitFor();
    await tour.getByRole("button", { name: "Done" }).focus();
    await page.keyboard.press("Enter");
    await tour.waitFor({ state: "detached" });
  });

  it("continues where it was left, also after a reload", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: /^Advertise test-snap.foo/ }).click();
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await page.getByRole("heading", { name: "3 of 5 It is tested" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "3 of 5 It is tested" }).waitFor();
  });

  it("can be skipped for good, and started again", async () => {
    const page = await dashboard.open();
    await page.getByRole("button", { name: "Skip the guided tour" }).click();
    await page.getByRole("complementary").waitFor({ state: "detached" });
    await page.reload();
    expect(await page.getByRole("complementary").count()).toBe(0);
    await page.getByRole("button", { name: /^Sandbox/ }).click();
    await page.getByRole("button", { name: "Start the guided tour" }).click();
    await page.getByRole("heading", { name: "1 of 5 Advertise a revision" }).waitFor();
  });

  it("is not needed: the devices' activities change without a click", async () => {
    const emulator = await startProcess();
    const page = await dashboard.open("/", {}, emulator.url);
    await page.goto(emulator.url);
    await page.waitForURL(/\/_emulator\/dashboard\//);
    const devices = page.locator(".card-head");
    await devices.first().waitFor();
    const before = await devices.allInnerTexts();
    await expect.poll(() => devices.allInnerTexts()).not.toEqual(before);
    await page.goto("about:blank");
    await emulator.kill("SIGTERM");
  }, 120_000);
});
