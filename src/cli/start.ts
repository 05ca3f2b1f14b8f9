import { rmSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { type Config, DEFAULTS, loadConfig } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { createLog } from "../log.js";
import { withAdminToken } from "./admin-token.js";
import { EXIT } from "./exit.js";
import { removeLocator, writeLocator } from "./locator.js";
import { withRunning } from "./running.js";
import { addSettings, givenSettings } from "./settings.js";
import { startText, stopText } from "./start-text.js";
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
  command.addHelpText(
    "after",
    "\nExamples:\n  spi-emulator start\n  spi-emulator start --port 0 --in-memory --locator emulator.json\n" +
      "  spi-emulator start --seed empty --no-lab --speed 1\n",
  );
  command.action(async () => {
    await start(withAdminToken(loadConfig(givenSettings(command), defaultsOn(process.stderr))));
  });
}

/** On a terminal the log tells only of warnings, because the lab's lines would push what `start` prints out of sight. */
export const defaultsOn = ({ isTTY }: { isTTY?: boolean }): Readonly<Config> =>
  isTTY === true ? { ...DEFAULTS, logLevel: "warn" } : DEFAULTS;

async function start(config: Readonly<Config>): Promise<void> {
  const log = createLog(config);
  let emulator: Emulator | null = null;
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
        print(startText(config, emulator));
      }
      await ended;
    } finally {
      await emulator.close();
    }
    print(stopText(config));
  } finally {
    signals.close();
  }
}
