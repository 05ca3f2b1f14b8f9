// A fixture for Playwright: each test has a sandbox of its own, and its page may call it without CORS or signatures, because the
// requests of the page to /spi/... are answered by a signed request of the test.
import { test as base } from "@playwright/test";
import { connectEmulator, type EmulatorHandle } from "spi-emulator";

export const test = base.extend<{ spi: EmulatorHandle }>({
  spi: async ({ context }, use) => {
    const emulator = await connectEmulator();
    const spi = await emulator.createSandbox({ seed: "demo", clock: "manual", expiresInS: 3600 });
    await context.route("**/spi/**", async (route) => {
      const request = route.request();
      const { pathname, search } = new URL(request.url());
      const body = request.postData();
      const answer = await spi.fetch(pathname.replace(/^.*?\/spi\//, "/") + search, {
        method: request.method(),
        headers: { "content-type": "application/json" },
        ...(body === null ? {} : { body }),
      });
      await route.fulfill({
        status: answer.status,
        contentType: "application/json",
        body: await answer.text(),
      });
    });
    await use(spi);
    await spi.close();
  },
});
export { expect } from "@playwright/test";
