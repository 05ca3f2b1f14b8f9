import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import type { Command } from "commander";
import { commandEnvironment, type Config, DEFAULTS, loadConfig } from "../config.js";
import { type Emulator, runEmulator } from "../emulator.js";
import { createLog } from "../log.js";
import { withAdminToken } from "./admin-token.js";
import { endEarly } from "./end-early.js";
import { CliError } from "./exit.js";
import { removeLocator, writeLocator } from "./locator.js";
import { addSettings, givenSettings, NOT_FOR_ONE_COMMAND } from "./settings.js";

const FORWARDED = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** `spi-emulator exec` */
export function addExec(program: Command): void {
  const command = program
    .command("exec")
    .description(
      "Starts an emulator on a free port, in memory, runs the command, and stops the emulator when the command\n" +
        "ends. The command gets its environment variables SPI_EMULATOR_URL, SPI_EMULATOR_CREDENTIALS (an ini file)\n" +
        "and SPI_EMULATOR_LOCATOR (a JSON file).",
    )
    .argument("<COMMAND...>", "the command with its arguments, after --")
    .passThroughOptions();
  addSettings(command, { ...DEFAULTS, port: 0, logLevel: "error" }, NOT_FOR_ONE_COMMAND);
  command.addHelpText(
    "after",
    "\nExamples:\n  spi-emulator exec -- npm test\n  spi-emulator exec --seed empty --clock manual -- pytest -q\n" +
      "\nExit code: that of the command; 128 plus the signal's number if a signal ended it; 2 if it cannot be run.\n" +
      "Signals go to the command, which decides when to end; a second SIGTERM kills it.\n",
  );
  command.action(async (words: string[]) => {
    const flags = givenSettings(command);
    const kept = flags.dataDir === undefined ? "true" : "false";
    const config = withAdminToken(loadConfig({ port: "0", inMemory: kept, logLevel: "error", ...flags }));
    process.exitCode = await exec(config, flags.locator ?? null, words);
  });
}

async function exec(config: Readonly<Config>, locator: string | null, words: string[]): Promise<number> {
  const signals = new Signals();
  const emulator = await runEmulator(config, createLog(config));
  const folder = dirname(emulator.credentialsFiles[0]!);
  const file = locator ?? join(folder, "locator.json");
  try {
    writeLocator(file, emulator);
    if (signals.first !== null) return exitCodeOf(null, signals.first);
    const child = spawn(words[0]!, words.slice(1), {
      stdio: "inherit",
      env: environment(emulator, config, file),
    });
    signals.forwardTo(child);
    const stopWatching = watchOver(child, config.inMemory ? folder : null);
    try {
      return await endOf(child, words[0]!);
    } finally {
      stopWatching();
    }
  } finally {
    signals.close();
    removeLocator(file);
    await emulator.close();
  }
}

function environment(
  { url, certificateFile, credentialsFiles }: Emulator,
  { adminToken }: Config,
  locator: string,
): NodeJS.ProcessEnv {
  return {
    ...commandEnvironment(),
    SPI_EMULATOR_URL: url,
    SPI_EMULATOR_CREDENTIALS: credentialsFiles[0],
    SPI_EMULATOR_LOCATOR: locator,
    ...(certificateFile === null ? {} : { NODE_EXTRA_CA_CERTS: certificateFile }),
    ...(adminToken === null ? {} : { SPI_EMULATOR_ADMIN_TOKEN: adminToken }),
  };
}

function endOf(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const why =
        code === "ENOENT" ? "no such command" : code === "EACCES" ? "it cannot be executed" : message;
      reject(new CliError(`exec: ${name}: ${why}`));
    });
    child.once("exit", (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  signal === null ? (code ?? 1) : 128 + constants.signals[signal];

/** Forwards our signals to the command, which decides when to end; a second SIGTERM kills it. */
class Signals {
  /** The first signal received, possibly before the command started. */
  first: NodeJS.Signals | null = null;
  #child: ChildProcess | null = null;
  #isTerminated = false;
  readonly #listener = (signal: NodeJS.Signals): void => {
    this.first ??= signal;
    process.off(signal, endEarly);
    if (signal === "SIGTERM") {
      this.#child?.kill(this.#isTerminated ? "SIGKILL" : signal);
      this.#isTerminated = true;
      return;
    }
    // On a terminal Ctrl-C reaches the command by itself.
    if (signal !== "SIGINT" || !process.stdin.isTTY) this.#child?.kill(signal);
  };

  constructor() {
    for (const signal of FORWARDED) process.on(signal, this.#listener);
  }

  forwardTo(child: ChildProcess): void {
    this.#child = child;
  }

  close(): void {
    for (const signal of FORWARDED) process.off(signal, this.#listener);
  }
}

/**
 * Ends the command and removes the folder if our pipe breaks before it has received `done`. A command that goes on for five
 * seconds after SIGTERM is killed.
 */
const WATCHER =
  'read -r line || { kill -TERM "$1"; [ -z "$2" ] || rm -rf "$2"; n=0; ' +
  'while kill -0 "$1" && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done; kill -KILL "$1"; }';

/**
 * If this process (with the emulator) is killed by SIGKILL, a shell that waits on our pipe ends the command and
 * deletes the credentials.
 */
function watchOver({ pid }: ChildProcess, folder: string | null): () => void {
  if (pid === undefined || process.platform === "win32") return () => undefined;
  const watcher = spawn("/bin/sh", ["-c", WATCHER, "sh", String(pid), folder ?? ""], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.on("error", () => undefined);
  watcher.stdin.on("error", () => undefined);
  watcher.unref();
  return () => watcher.stdin.end("done\n");
}
