import { type Config, ConfigError, DEFAULTS, SETTINGS } from "../config.js";
import { DATE_FORMS, parseDate } from "../domain/dates.js";
import { startChild } from "./child.js";
import { handleOf } from "./connect.js";
import { EmulatorError } from "./errors.js";
import type { EmulatorHandle } from "./handle.js";
import type { SandboxOptions } from "./types.js";

/** How to start an emulator. Environment variables and `spi-emulator.config.yaml` are ignored. */
export interface StartOptions extends Omit<SandboxOptions, "name" | "expiresInS"> {
  /** `in-process` (the default), or `process` for a separate Node process that ends with this one. */
  mode?: "in-process" | "process";
  /** Port to listen on; a free one by default. */
  port?: number;
  /** Address to listen on; `127.0.0.1` by default. */
  host?: string;
  /** Folder that keeps the state for the next start. Without it the state is in memory only. */
  dataDir?: string;
  /** Whether the state is in memory only; true unless `dataDir` is given. */
  inMemory?: boolean;
  /** `none` treats every request as the first account's. */
  auth?: "oauth" | "none";
  /** `sandbox`: timestamps of signatures may also be in the time of the sandbox's clock, for faked clocks. */
  oauthClock?: "machine" | "sandbox";
  /** Origins of web pages that may use the product API, separated by commas; `*`: all. */
  cors?: string;
  /** Token of the control plane; required on an address that other machines can reach. */
  adminToken?: string;
  /** Address that clients use and sign if the emulator is behind a proxy. */
  publicUrl?: string;
  /** Folder of device profiles for the virtual lab. */
  devices?: string;
  /** Another OpenAPI document than the package's. */
  spec?: string;
  /** Level of the log on stderr; `silent` by default. */
  logLevel?: "debug" | "info" | "warn" | "error" | "silent";
  logFormat?: "text" | "json";
}

/**
 * Starts an emulator, by default on a free port, in memory and without output. Resolves when it is ready.
 *
 * @throws EmulatorError if an option is invalid
 * @example
 * ```ts
 * const emulator = await startEmulator({ seed: "demo", clock: "manual" });
 * const response = await emulator.fetch("/products");
 * console.log(response.status, await response.json());
 * await emulator.close();
 * ```
 * @example In a separate process, ten times as fast as usual
 * ```ts
 * const emulator = await startEmulator({ mode: "process", speed: 600 });
 * console.log(emulator.url);
 * await emulator.close();
 * ```
 */
export async function startEmulator(options: StartOptions = {}): Promise<EmulatorHandle> {
  const { seed } = options;
  const { mode, ...settings } = options;
  const config = configOf(settings);
  const running = mode === "process" ? await startChild(config) : await startHere(config);
  try {
    const target = { url: running.url, adminToken: config.adminToken };
    const handle = await handleOf(target, "default", running.close);
    if (typeof seed === "object") await handle.reset(seed);
    return handle;
  } catch (error) {
    await running.close();
    throw error;
  }
}

async function startHere(config: Readonly<Config>): Promise<{ url: string; close: () => Promise<void> }> {
  const [{ runEmulator }, { createLog }] = await Promise.all([import("../emulator.js"), import("../log.js")]);
  try {
    return await runEmulator(config, createLog(config));
  } catch (error) {
    throw new EmulatorError((error as Error).message, null, "not-started", { cause: error });
  }
}

function configOf({ seed, clockStart, ...options }: Omit<StartOptions, "mode">): Readonly<Config> {
  const values = Object.fromEntries(
    Object.entries<unknown>(options).filter(([, value]) => value !== undefined),
  );
  checkOptions(values);
  return Object.freeze({
    ...DEFAULTS,
    port: 0,
    inMemory: options.dataDir === undefined,
    logLevel: "silent",
    ...(clockStart === undefined ? {} : { clock: "manual", clockStart: instantOf(clockStart) }),
    ...(seed === undefined ? {} : { seed: typeof seed === "string" ? seed : "empty" }),
    ...values,
  });
}

/** Checks the options, because JavaScript callers have no compiler. */
function checkOptions(values: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(values)) {
    const setting = SETTINGS.find((one) => one.key === key);
    try {
      if (setting) setting.parse(typeof value === "string" ? value : JSON.stringify(value));
      else throw new ConfigError(`one of ${SETTINGS.map((one) => one.key).join(", ")}`);
    } catch (error) {
      const came = setting ? JSON.stringify(value) : "an option of this name";
      const message = `${key}: got ${came}; accepted: ${(error as Error).message}`;
      throw new EmulatorError(message, null, "not-started", { cause: error });
    }
  }
}

function instantOf(time: string | Date): number {
  const at = time instanceof Date ? time.getTime() * 1000 : parseDate(time);
  if (at !== null && !Number.isNaN(at)) return at;
  const message = `clockStart: got ${JSON.stringify(time)}; accepted: ${DATE_FORMS}`;
  throw new EmulatorError(message, null, "not-started", { cause: new ConfigError(message) });
}
