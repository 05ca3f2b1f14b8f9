import { expect, it } from "vitest";
import { describeInBrowser } from "../testing/browser.js";
import { advertise, productId } from "../testing/product.js";

describeInBrowser("the lab page", { seed: "demo", clock: "manual" }, (dashboard) => {
  const device = async (agent_id: string) =>
    dashboard.emulator.control.send("GET /_emulator/lab/devices/{agent_id}", { path: { agent_id } });

  it("follows the devices' activities", async () => {
    const page = await dashboard.open();
    const card = page.locator("#device-raspberry-pi-2");
    await dashboard.emulator.control.send("POST /_emulator/lab/devices/{agent_id}/offline", {
      path: { agent_id: "raspberry-pi-2" },
    });
    await card.getByText("offline", { exact: true }).waitFor();
  });

  it("takes a device offline without leaving the page", async () => {
    const page = await dashboard.open();
    await page.locator("#device-amd64-nuc").getByRole("button", { name: "Take amd64-nuc offline" }).click();
    await page.getByText("amd64-nuc is offline: it finishes").waitFor();
    expect((await device("amd64-nuc")).online).toBe(false);
  });

  it("holds back the latest opportunities only while something in the list is selected", async () => {
    const product = await productId(dashboard.emulator, "test-product.foo");
    const page = await dashboard.open();
    await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
    const first = page.locator(".latest li").first();
    const text = (): Promise<string> => first.innerText();
    await advertise(dashboard.emulator, product, { name: "test-snap.foo", revision: 71 });
    await expect.poll(text).toContain("test-snap.foo 71");
    await page.evaluate(
      `getSelection().selectAllChildren(document.querySelector(".latest li:nth-child(2) a"))`,
    );
    const made = await advertise(dashboard.emulator, product, { name: "test-snap.foo", revision: 72 });
    await page.getByRole("link", { name: `${made.length} new` }).waitFor();
    expect(await text()).toContain("test-snap.foo 71");
    await page.evaluate("getSelection().removeAllRanges()");
    await expect.poll(text).toContain("test-snap.foo 72");
  });

  it("shows a device's activity and progress, makes its next test fail, and shows that in its last results", async () => {
    // Finish the waiting opportunities first.
    await dashboard.emulator.control.send("POST /_emulator/lab/devices/{agent_id}/online", {
      path: { agent_id: "raspberry-pi-2" },
    });
    await dashboard.emulator.advance("idle");
    const page = await dashboard.open();
    const card = page.locator("#device-raspberry-pi-2");
    const fail = card.getByRole("button", { name: "Let the next one of raspberry-pi-2 fail" });
    await fail.focus();
    await page.keyboard.press("Enter");
    await page.getByText("The next outcome of raspberry-pi-2 will be FAILED.").waitFor();
    expect(await fail.getAttribute("aria-pressed")).toBe("true");
    const product = await productId(dashboard.emulator, "test-product.foo");
    await advertise(dashboard.emulator, product, { name: "test-snap.foo", revision: 70 });
    for (const what of ["provisioning", "testing"]) {
      for (;;) {
        await dashboard.emulator.advance("next-event");
        if ((await device("raspberry-pi-2")).activity === what) break;
      }
      await card.getByText(what, { exact: true }).first().waitFor();
      const { phase } = await device("raspberry-pi-2");
      const [start, end] = [Date.parse(phase!.started_at), Date.parse(phase!.ends_at!)];
      const now = Date.parse((await dashboard.emulator.advance((end - start) / 4)).now);
      const bar = card.getByRole("progressbar");
      // A bar of three parts: one for each phase, of which the current one is marked.
      const phases = card.getByRole("list", { name: "Phases" }).getByRole("listitem");
      expect(await phases.allInnerTexts()).toEqual(["provision", "test", "clean up"]);
      const parts = await phases.evaluateAll((all) =>
        all.map((one) => {
          const whole = one.querySelector("[data-done]") !== null;
          return one.getAttribute("aria-current") ?? (whole ? "done" : "to come");
        }),
      );
      expect(parts).toEqual(
        what === "testing" ? ["done", "step", "to come"] : ["step", "to come", "to come"],
      );
      const part = async (): Promise<number> =>
        Number(await bar.getAttribute("value")) / Number(await bar.getAttribute("max"));
      await expect.poll(part).toBeCloseTo((now - start) / (end - start), 2);
    }
    await dashboard.emulator.advance("idle");
    const last = card.getByRole("listitem").filter({ hasText: "test-snap.foo 70" });
    await last.getByText("failed", { exact: true }).waitFor();
    await expect.poll(() => fail.getAttribute("aria-pressed")).toBe("false");
  });
});
