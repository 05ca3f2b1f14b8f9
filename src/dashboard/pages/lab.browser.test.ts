import { expect, it } from "vitest";
import { describeInBrowser } from "../testing/browser.js";

describeInBrowser("the lab page", { seed: "demo", clock: "manual" }, (given) => {
  const device = async (agent_id: string) =>
    given.emulator.control.send("GET /_emulator/lab/devices/{agent_id}", { path: { agent_id } });

  it("follows what devices do", async () => {
    const page = await given.open();
    const card = page.locator("#device-raspberry-pi-2");
    await given.emulator.control.send("POST /_emulator/lab/devices/{agent_id}/offline", {
      path: { agent_id: "raspberry-pi-2" },
    });
    await card.getByText("offline", { exact: true }).waitFor();
  });

  it("takes a device offline without leaving the page", async () => {
    const page = await given.open();
    await page.locator("#device-amd64-nuc").getByRole("button", { name: "Take amd64-nuc offline" }).click();
    await page.getByText("amd64-nuc is offline: it finishes").waitFor();
    expect((await device("amd64-nuc")).online).toBe(false);
  });
});
