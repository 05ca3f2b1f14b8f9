/**
 * For tests with vitest: a separate sandbox for each test file.
 *
 * @packageDocumentation
 */
import { afterAll, beforeAll, beforeEach, inject } from "vitest";
import { connectEmulator } from "./api/connect.js";
import { EmulatorError } from "./api/errors.js";
import type { EmulatorHandle } from "./api/handle.js";
import type { SandboxOptions } from "./api/types.js";
import { clientSettings } from "./config.js";

export { EmulatorError } from "./api/errors.js";
export type { EmulatorHandle } from "./api/handle.js";
export type { SandboxOptions } from "./api/types.js";

declare module "vitest" {
  interface ProvidedContext {
    /** The emulator that `spi-emulator/vitest/global-setup` started. */
    spiEmulator: { url: string; adminToken: string | null };
  }
}

/** Lifetime of a sandbox that a killed run left behind, in seconds. */
const EXPIRES_IN_S = 3600;

/**
 * Gives the test file its own sandbox: created before its first test, reset to its seed before each (without faults
 * and exchanges), deleted after the last. The emulator is the one that `spi-emulator/vitest/global-setup` started, or
 * that of SPI_EMULATOR_URL (`spi-emulator exec -- vitest run`).
 *
 * @example
 * ```ts
 * import { expect, it } from "vitest";
 * import { useSandbox } from "spi-emulator/vitest";
 *
 * const sandbox = useSandbox({ seed: "demo", clock: "manual" });
 *
 * it("lists the products", async () => {
 *   const response = await sandbox().fetch("/products");
 *   expect((await response.json()).products).toHaveLength(2);
 * });
 * ```
 */
export function useSandbox(options: SandboxOptions = {}): () => EmulatorHandle {
  let sandbox: EmulatorHandle | null = null;
  const current = (): EmulatorHandle => {
    if (sandbox !== null) return sandbox;
    throw new EmulatorError("the sandbox exists only in tests and hooks", null, "no-sandbox");
  };
  beforeAll(async () => {
    const emulator = await connectEmulator(findEmulator());
    sandbox = await emulator.createSandbox({ expiresInS: EXPIRES_IN_S, ...options });
  });
  beforeEach(async () => {
    await current().reset();
  });
  afterAll(async () => {
    await sandbox?.close();
    sandbox = null;
  });
  return current;
}

function findEmulator(): { url: string; adminToken?: string } {
  const { url, adminToken } = clientSettings();
  const found = url === null ? inject("spiEmulator") : { url, adminToken };
  // Without the set-up nothing was provided, whatever the type says.
  if ((found as typeof found | undefined) === undefined) {
    throw new EmulatorError(
      'no emulator: add globalSetup: "spi-emulator/vitest/global-setup" to the vitest config, or run ' +
        "`spi-emulator exec -- vitest run`",
      null,
      "no-emulator",
    );
  }
  return { url: found.url, ...(found.adminToken === null ? {} : { adminToken: found.adminToken }) };
}
