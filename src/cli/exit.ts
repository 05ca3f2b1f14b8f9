import { EmulatorError } from "../api/errors.js";

/** Exit codes; scripts rely on them. */
export const EXIT = { ok: 0, failure: 1, usage: 2, unreachable: 3, leaked: 4, interrupted: 130 } as const;

/** An error for the user: one line, no stack trace, and an exit code. */
export class CliError extends Error {
  override name = "CliError";

  constructor(
    message: string,
    readonly exitCode: number = EXIT.usage,
  ) {
    super(message);
  }
}

/** Errors of other modules that the user can fix: wrong settings, files or specs. */
const USER_ERRORS = new Set([
  "ConfigError",
  "DocumentError",
  "ProfileError",
  "SpecError",
  "StoreError",
  "ListenError",
  "CredentialsFileError",
  "ReportFileError",
  "RecordingError",
  "ParityError",
  "SuiteUsageError",
]);

/** Writes the error and returns the exit code. Internal errors keep their stack trace. */
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
  if (error instanceof Error && (USER_ERRORS.has(error.name) || isOfTheMachine(error))) {
    write(`spi-emulator: ${error.message}\n`);
    return EXIT.usage;
  }
  write(
    `spi-emulator: internal error, please report it\n${String(error instanceof Error ? error.stack : error)}\n`,
  );
  return EXIT.failure;
}

/** Codes of system calls that fail because of the machine or its user, not because of this program. */
const OF_THE_MACHINE = new Set(
  "EACCES EPERM EROFS ENOENT ENOTDIR EISDIR ENOSPC EDQUOT EMFILE ENFILE ENAMETOOLONG ELOOP EIO".split(" "),
);

/** Whether a file or folder that the user chose cannot be used. Node's message names it and the reason. */
const isOfTheMachine = (error: NodeJS.ErrnoException): boolean =>
  error.syscall !== undefined && error.code !== undefined && OF_THE_MACHINE.has(error.code);

/** A refusal by a running emulator, or a failed connection. */
function exitCodeOf({ status, id }: EmulatorError): number {
  if (id === "no-emulator" || status === null || status === 401 || status === 403) return EXIT.unreachable;
  return status === 400 ? EXIT.usage : EXIT.failure;
}
