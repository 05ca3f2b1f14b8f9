import { rmSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { type Config, ConfigError, DEFAULTS, loadConfig } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { createLog } from "../log.js";
import { withAdminToken } from "./admin-token.js";
import { EXIT } from "./exit.js";
import { removeLocator, writeLocator } from "./locator.js";
import { withRunning } from "./running.js";
import { addSettings, givenSettings } from "./settings.js";
import { startText, stopText } from "./start-text.js";
import type { Watch } from "../watch/watch.js";
import { UserSignals } from "./user-signals.js";
import { print } from "./print.js";

/** `spi-emulator start` */
export function addStart(program: Command): void {
  const command = program
    .command("start")
    .description(
      "Starts the emulator and its virtual lab. The state is kept in --data-dir and restored at the next start.\n" +
        "Each setting can be given as flag, as environment variable or in spi-emulator.config.yaml, in this order of precedence.",
    );
  addSettings(command);
  command.option("--watch", "read the seed, the device profiles and the config file again when they change");
  command.addHelpText(
    "after",
    "\nExamples:\n  spi-emulator start\n  spi-emulator start --port 0 --in-memory --locator emulator.json\n" +
      "  spi-emulator start --seed empty --no-lab --speed 1\n",
  );
  command.action(async () => {
    const read = (): Readonly<Config> =>
      withAdminToken(loadConfig(givenSettings(command), defaultsOn(process.stderr)));
    const config = read();
    const { watch } = command.opts<{ watch?: true }>();
    if (watch && config.store !== null)
      throw new ConfigError("--watch: not possible with --store, whose sandboxes may be at another replica");
    await start(config, watch ? read : null);
  });
}

/** On a terminal the log tells only of warnings, because the lab's lines would push what `start` prints out of sight. */
const defaultsOn = ({ isTTY }: { isTTY?: boolean }): Readonly<Config> =>
  isTTY === true ? { ...DEFAULTS, logLevel: "warn" } : DEFAULTS;

/** `readAgain`: reads the settings again, with `--watch`. */
async function start(config: Readonly<Config>, readAgain: (() => Readonly<Config>) | null): Promise<void> {
  const log = createLog(config);
  let emulator: Emulator | null = null;
  let watch: Watch | null = null;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  // Before the start, which a signal ends as well. The first stops cleanly and flushes the state, the second immediately.
  const signals = new UserSignals((signal, count) => {
    if (config.locator !== null) removeLocator(config.locator);
    if (count > 1) {
      if (config.inMemory && emulator !== null)
        rmSync(dirname(emulator.credentialsFiles[0]!), { recursive: true, force: true });
      process.exit(EXIT.interrupted);
    }
    process.exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.ok;
    end();
  });
  try {
    emulator = await runEmulator(config, log).catch(async (error: unknown) => {
      throw await withRunning(error, config);
    });
    try {
      if (process.exitCode === undefined) {
        if (config.locator !== null) writeLocator(config.locator, emulator);
        watch = readAgain && (await watchOver(config, emulator, readAgain));
        print(startText(config, emulator, watch?.watched));
      }
      await ended;
    } finally {
      await watch?.close();
      await emulator.close();
    }
    print(stopText(config));
  } finally {
    signals.close();
  }
}

/** Loaded only with `--watch`. */
async function watchOver(
  config: Readonly<Config>,
  { live }: Emulator,
  readConfig: () => Readonly<Config>,
): Promise<Watch> {
  const { Watch } = await import("../watch/watch.js");
  return new Watch({ config, live, readConfig, tell: (line) => print(`watch: ${line}\n`) });
}
