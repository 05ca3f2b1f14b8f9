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

/** Called by vitest before the run; the returned function is called after it. */
export type GlobalSetup = (project: TestProject) => Promise<(() => Promise<void>) | undefined>;

/**
 * A global set-up that starts an emulator with these options; sandboxes inherit its seed and clock. If
 * SPI_EMULATOR_URL is set, none is started.
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
    // Sandboxes have their own labs; the default sandbox does not need one.
    const emulator = await startEmulator({ lab: false, ...options });
    project.provide("spiEmulator", { url: emulator.url, adminToken: options.adminToken ?? null });
    return () => emulator.close();
  };
}

/** `globalSetup: "spi-emulator/vitest/global-setup"` in the vitest config. */
export default globalSetup();
