/**
 * Generates `docs/screenshots/*.png`: a deterministic demo on a manual clock, in Debian's Chromium.
 * Run: npm run screenshots
 */
import { mkdirSync, statSync } from "node:fs";
import { stdout } from "node:process";
import type { BrowserContextOptions } from "playwright-core";
import { advertise, productId } from "../src/dashboard/testing/product.js";
import { type EmulatorHandle, startEmulator } from "../src/index.js";
import { launchChromium } from "../src/testing/chromium.js";

const FOLDER = "docs/screenshots";
const WIDE = { width: 1280, height: 800 };
const SMALL = { width: 375, height: 760 };
/** Maximum total size of the pictures, so that they fit into a repository. */
const MAX_BYTES = 1_500_000;

interface Shot {
  name: string;
  path: string;
  context?: BrowserContextOptions;
  /** Whether to show the guided tour. */
  tour?: boolean;
}

const emulator = await startEmulator({ seed: "demo", clock: "manual", randomSeed: "screenshots" });
const opportunity = await story(emulator);
const shots: Shot[] = [
  { name: "lab", path: "/" },
  { name: "lab-dark", path: "/", context: { colorScheme: "dark" } },
  { name: "lab-small", path: "/", context: { viewport: SMALL, isMobile: true } },
  { name: "first-visit", path: "/", tour: true },
  { name: "opportunities", path: "/opportunities" },
  { name: "opportunity", path: `/opportunities/${opportunity}` },
  { name: "results", path: "/results" },
  { name: "results-dark", path: "/results", context: { colorScheme: "dark" } },
  { name: "trigger", path: "/trigger" },
  { name: "exchanges", path: "/exchanges" },
  { name: "api", path: "/api/pickTestOpportunity" },
];
mkdirSync(FOLDER, { recursive: true });
const browser = await launchChromium("--font-render-hinting=none");
let bytes = 0;
for (const { name, path, context = {}, tour = false } of shots) {
  const opened = await browser.newContext({ viewport: WIDE, colorScheme: "light", ...context });
  if (!tour) await opened.addCookies([{ name: "spi-tour", value: "off", url: `${emulator.url}/` }]);
  const page = await opened.newPage();
  await page.goto(`${emulator.url}/_emulator/dashboard${path}`);
  await page.locator("html[data-stream=live]").waitFor({ state: "attached" });
  const file = `${FOLDER}/${name}.png`;
  await page.screenshot({ path: file, animations: "disabled" });
  const { size } = statSync(file);
  bytes += size;
  stdout.write(`${file} ${Math.round(size / 1000)} kB\n`);
  await opened.close();
}
await browser.close();
await emulator.close();
if (bytes > MAX_BYTES) throw new Error(`the screenshots take ${bytes} bytes; the maximum is ${MAX_BYTES}`);

/**
 * A day in the lab: revisions that pass and fail, a request that is refused, and one that is being tested, whose id
 * is returned.
 */
async function story(lab: EmulatorHandle): Promise<string> {
  const product = await productId(lab, "test-product.foo");
  const query = { sandbox: lab.name };
  await lab.advance("idle");
  for (const [revision, agent_id] of [
    [5, null],
    [6, "raspberry-pi-2"],
    [7, null],
    [8, "amd64-nuc"],
  ] as const) {
    const body = { status: "FAILED" as const };
    if (agent_id !== null)
      await lab.control.send("POST /_emulator/lab/devices/{agent_id}/override", {
        path: { agent_id },
        query,
        body,
      });
    await advertise(lab, product, { name: "test-snap.foo", revision });
    await lab.advance("idle");
  }
  const [id] = await advertise(lab, product, { name: "test-snap.foo", revision: 9 });
  await lab.fetch(`/products/${product}/snaps`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "test-snap.foo", revision: "ten", channel: "edge" }),
  });
  await lab.advance(150_000);
  return id!;
}
