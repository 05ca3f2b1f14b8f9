/**
 * For tests with vitest: one emulator for the whole run.
 *
 * @packageDocumentation
 */
import type { TestProject } from "vitest/node";
import { startEmulator, type StartOptions } from "./api/start.js";
import { clientSettings } from "./config.js";
import type {} from "./vitest.js";

export type { StartOptions } from "./api/start.js";

/** What vitest calls before the run; what it gives back, after. */
export type GlobalSetup = (project: TestProject) => Promise<(() => Promise<void>) | undefined>;

/**
 * A global set-up that starts an emulator with these options; sandboxes take their seed and clock from it. None is
 * started where SPI_EMULATOR_URL names one.
 *
 * @example As `emulator-setup.ts`, with `globalSetup: "./emulator-setup.ts"` in the vitest config
 * ```ts
 * import { globalSetup } from "spi-emulator/vitest/global-setup";
 *
 * export default globalSetup({ seed: "empty", clock: "manual" });
 * ```
 */
export function globalSetup(options: StartOptions = {}): GlobalSetup {
  return async (project) => {
    if (clientSettings().url !== null) return undefined;
    // The sandboxes have labs; that of the default one would only take time.
    const emulator = await startEmulator({ lab: false, ...options });
    project.provide("spiEmulator", { url: emulator.url, adminToken: options.adminToken ?? null });
    return () => emulator.close();
  };
}

/** `globalSetup: "spi-emulator/vitest/global-setup"` in the vitest config. */
export default globalSetup();
