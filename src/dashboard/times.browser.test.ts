import { expect, it } from "vitest";
import { describeInBrowser } from "./testing/browser.js";
import { advertise, productId } from "./testing/product.js";

/** Seconds of a text such as `1 min 14 s`. */
const seconds = (text: string): number =>
  [...text.matchAll(/(\d+) (min|s)\b/g)].reduce(
    (sum, [, n, unit]) => sum + Number(n) * (unit === "s" ? 1 : 60),
    0,
  );

/** The colours of the parts of a walk in the legend, and those of statuses. */
const COLOURS = `(() => {
  const colour = (value) => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = value;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
  const parts = [...document.querySelectorAll(".legend .bar")].map((one) =>
    colour(getComputedStyle(one).getPropertyValue("--span")));
  return { parts, statuses: ["--good", "--bad", "--warn", "--info"].map((name) => colour("var(" + name + ")")) };
})()`;

describeInBrowser("times", { seed: "demo", speed: 10 }, (dashboard) => {
  it("count down while the clock runs", async () => {
    const product = await productId(dashboard.emulator, "test-product.foo");
    const page = await dashboard.open("/");
    await advertise(dashboard.emulator, product, { name: "test-snap.foo", revision: 90 });
    const left = page.locator("#device-raspberry-pi-2 .now [data-until]");
    await left.waitFor();
    const first = seconds(await left.innerText());
    expect(first).toBeGreaterThan(0);
    await expect.poll(async () => seconds(await left.innerText())).toBeLessThan(first);
  });

  it("are those of UTC, and say so, or of the browser's zone where that is wanted", async () => {
    const page = await dashboard.open("/log", { timezoneId: "Asia/Tokyo" });
    const shown = page.locator(".log time").last();
    const zone = page.locator("[data-zone]").first();
    const at = Date.parse((await shown.getAttribute("datetime"))!);
    const text = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");
    expect([await shown.innerText(), await zone.innerText()]).toEqual([text(at), "UTC"]);
    await page.locator("#sandbox-clock").click();
    await page.locator("[data-switch-zone]").click();
    await expect.poll(() => shown.innerText()).toBe(text(at + 9 * 3_600_000));
    expect(await zone.innerText()).not.toBe("UTC");
    await page.reload();
    await expect.poll(() => shown.innerText()).toBe(text(at + 9 * 3_600_000));
  });

  it("are drawn in no status's colour", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const page = await dashboard.open("/opportunities", { colorScheme });
      const found = await page.evaluate<{ parts: string[]; statuses: string[] }>(COLOURS);
      expect([new Set(found.parts).size, new Set(found.statuses).size]).toEqual([7, 4]);
      expect(found.parts.filter((one) => found.statuses.includes(one))).toEqual([]);
    }
  });
});
