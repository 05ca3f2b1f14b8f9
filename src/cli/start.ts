import { rmSync } from "node:fs";
import { dirname } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { type Config, loadConfig } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { createLog } from "../log.js";
import { EXIT } from "./exit.js";
import { writeLocator } from "./locator.js";
import { addSettings, givenSettings } from "./settings.js";
import { startText } from "./start-text.js";
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
    await start(loadConfig(givenSettings(command)));
  });
}

async function start(config: Readonly<Config>): Promise<void> {
  const log = createLog(config);
  const emulator = await runEmulator(config, log);
  const ended = untilSignal(emulator, config);
  try {
    if (config.locator !== null) writeLocator(config.locator, emulator);
    print(startText(config, emulator));
  } catch (error) {
    await emulator.close();
    throw error;
  }
  await ended;
}

/** The first SIGINT or SIGTERM stops cleanly and flushes the state, the second exits immediately. */
function untilSignal(emulator: Emulator, { locator, inMemory }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    let signals = 0;
    const onSignal = (signal: NodeJS.Signals): void => {
      signals += 1;
      if (locator !== null) rmSync(locator, { force: true });
      if (signals > 1) {
        if (inMemory) rmSync(dirname(emulator.credentialsFiles[0]!), { recursive: true, force: true });
        process.exit(EXIT.interrupted);
      }
      process.exitCode = signal === "SIGINT" ? EXIT.interrupted : EXIT.ok;
      emulator.close().then(resolve, reject);
    };
    process.on("SIGINT", onSignal);
    process.on("SIGTERM", onSignal);
    process.on("SIGHUP", onSignal);
  });
}
