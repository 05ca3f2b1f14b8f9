import { EmulatorError } from "../api/errors.js";

/** Exit codes; scripts rely on them. */
export const EXIT = { ok: 0, failure: 1, usage: 2, unreachable: 3, leaked: 4, interrupted: 130 } as const;

/** An error for the user: one clear line, no stack trace, and the exit code that goes with it. */
export class CliError extends Error {
  override name = "CliError";

  constructor(
    message: string,
    readonly exitCode: number = EXIT.usage,
  ) {
    super(message);
  }
}

/** Errors of other modules that are the user's to mend: wrong settings, files or specs. */
const USER_ERRORS = new Set([
  "ConfigError",
  "DocumentError",
  "ProfileError",
  "SpecError",
  "StoreError",
  "ListenError",
  "CredentialsFileError",
  "ReportFileError",
  "SuiteUsageError",
]);

/** Tells the error and gives the exit code. An error of our own keeps its stack trace. */
export function report(error: unknown, write: (text: string) => void): number {
  if (error instanceof CliError) {
    write(`spi-emulator: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof EmulatorError) {
    write(`spi-emulator: ${error.message}\n`);
    return exitCodeOf(error);
  }
  if (error instanceof Error && error.name === "TargetError") {
    write(`spi-emulator: ${error.message}\n`);
    return EXIT.unreachable;
  }
  if (error instanceof Error && USER_ERRORS.has(error.name)) {
    write(`spi-emulator: ${error.message}\n`);
    return EXIT.usage;
  }
  write(
    `spi-emulator: this is our fault, please report it\n${String(error instanceof Error ? error.stack : error)}\n`,
  );
  return EXIT.failure;
}

/** A refusal of a running emulator, or nobody there. */
function exitCodeOf({ status }: EmulatorError): number {
  if (status === null || status === 401 || status === 403) return EXIT.unreachable;
  return status === 400 ? EXIT.usage : EXIT.failure;
}
