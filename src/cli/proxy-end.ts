import { spawn } from "node:child_process";
import { constants } from "node:os";
import process from "node:process";
import { commandEnvironment } from "../config.js";
import { CliError } from "./exit.js";
import { UserSignals } from "./user-signals.js";

/** What a command of the proxy's user gets as environment. */
interface ForCommand {
  url: string;
  /** An ini file; null if there is none. */
  credentials: string | null;
}

/** Waits for the user's signal, or runs a command to its end. 0, or the exit code of the command. @throws CliError */
export async function endOfProxy(
  words: readonly string[],
  { url, credentials }: ForCommand,
): Promise<number> {
  let end: (code: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (end = resolve));
  const child =
    words.length === 0
      ? null
      : spawn(words[0]!, words.slice(1), {
          stdio: "inherit",
          env: {
            ...commandEnvironment(),
            SPI_EMULATOR_URL: url,
            ...(credentials === null ? {} : { SPI_EMULATOR_CREDENTIALS: credentials }),
          },
        });
  const signals = new UserSignals((signal) => {
    if (child === null) end(0);
    // On a terminal Ctrl-C reaches the command by itself.
    else if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
  try {
    if (child === null) return await ended;
    return await new Promise((resolve, reject) => {
      child.once("error", ({ message }) => reject(new CliError(`proxy: ${words[0]!}: ${message}`)));
      child.once("exit", (code, signal) =>
        resolve(signal === null ? (code ?? 1) : 128 + constants.signals[signal]),
      );
    });
  } finally {
    signals.close();
  }
}
