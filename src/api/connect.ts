import { clientSettings } from "../config.js";
import { ControlClient, type ControlTarget } from "./control-client.js";
import { EmulatorError } from "./errors.js";
import { EmulatorHandle } from "./handle.js";
import { textOfFile } from "../text/file-text.js";

/** How to find a running emulator. Missing options come from the environment. */
export interface ConnectOptions {
  /** Its address, such as `http://127.0.0.1:7740` (SPI_EMULATOR_URL). */
  url?: string;
  /** The file that `start --locator FILE` wrote, instead of `url` (SPI_EMULATOR_LOCATOR). */
  locator?: string;
  /** The token of its `--admin-token`, if it has one (SPI_EMULATOR_ADMIN_TOKEN). */
  adminToken?: string;
  /** The handle's sandbox; `default` by default. */
  sandbox?: string;
}

/** A handle of an emulator at an address. @internal */
export async function handleOf(
  target: ControlTarget,
  sandbox: string,
  onClose: () => Promise<void>,
): Promise<EmulatorHandle> {
  const client = new ControlClient(target);
  const info = await client.send("GET /_emulator/sandboxes/{name}", { path: { name: sandbox } });
  return new EmulatorHandle({ client, sandbox: info, onClose });
}

/**
 * Connects to a running emulator. Closing the handle leaves it running.
 *
 * @throws EmulatorError if the emulator cannot be reached, or the sandbox does not exist
 * @example
 * ```ts
 * const emulator = await connectEmulator({ url: "http://127.0.0.1:7740" });
 * const { unfinished } = await emulator.status();
 * await emulator.close();
 * ```
 * @example Under `spi-emulator exec -- node program.js`
 * ```ts
 * const emulator = await connectEmulator();
 * ```
 */
export async function connectEmulator(options: ConnectOptions = {}): Promise<EmulatorHandle> {
  const settings = clientSettings();
  const named = options.url ?? (options.locator === undefined ? null : readLocator(options.locator));
  const url = named ?? settings.url ?? (settings.locator === null ? null : readLocator(settings.locator));
  if (url === null) {
    const message = "no emulator given: pass url or locator, or set SPI_EMULATOR_URL or SPI_EMULATOR_LOCATOR";
    throw new EmulatorError(message, null, "unreachable");
  }
  const target = { url, adminToken: options.adminToken ?? settings.adminToken };
  return handleOf(target, options.sandbox ?? "default", () => Promise.resolve());
}

/** The address in the file that `start --locator` wrote. @throws EmulatorError @internal */
export function readLocator(file: string): string {
  let found: unknown;
  try {
    found = JSON.parse(textOfFile(file));
  } catch (error) {
    throw new EmulatorError(`locator ${file}: ${(error as Error).message}`, null, "unreachable");
  }
  const { url } = (found ?? {}) as { url?: unknown };
  if (typeof url === "string") return url;
  throw new EmulatorError(`locator ${file}: it has no url`, null, "unreachable");
}
