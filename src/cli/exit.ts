import { EmulatorError } from "../api/errors.js";
import { hanging, harmlessLine } from "../text/harmless.js";

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
  const exitCode = exitCodeOf(error);
  write(
    exitCode === null
      ? `spi-emulator: internal error, please report it\n${String(error instanceof Error ? error.stack : error)}\n`
      : `spi-emulator: ${messageOf(error as Error)}\n`,
  );
  return exitCode ?? EXIT.failure;
}

/** The maximum number of characters of a message: a key that somebody wrote into a file may be as long as the file. */
const MAX_MESSAGE = 10_000;

/** A line for each problem of a file. What others wrote, such as a key or an answer, makes no line of its own. */
function messageOf(error: Error & { problems?: readonly string[] }): string {
  const text = error.problems?.map(harmlessLine).join("\n") ?? hanging(error.message, "  ");
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}...` : text;
}

/** Null: an error of this program. */
function exitCodeOf(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof EmulatorError) return ofEmulator(error);
  if (error.name === "TargetError") return EXIT.unreachable;
  if (error.name === "RunInterrupted") return EXIT.interrupted;
  return USER_ERRORS.has(error.name) || isOfTheMachine(error) ? EXIT.usage : null;
}

/** Codes of system calls that fail because of the machine or its user, not because of this program. */
const OF_THE_MACHINE = new Set(
  "EACCES EPERM EROFS ENOENT ENOTDIR EISDIR ERR_FS_EISDIR ENOSPC EDQUOT EMFILE ENFILE ENAMETOOLONG ELOOP EIO".split(
    " ",
  ),
);

/** Whether a file or folder that the user chose cannot be used. Node's message names it and the reason. */
const isOfTheMachine = (error: NodeJS.ErrnoException): boolean =>
  error.syscall !== undefined && error.code !== undefined && OF_THE_MACHINE.has(error.code);

/** A refusal by a running emulator, or a failed connection. */
function ofEmulator({ status, id }: EmulatorError): number {
  if (id === "no-emulator" || status === null || status === 401 || status === 403) return EXIT.unreachable;
  return status === 400 ? EXIT.usage : EXIT.failure;
}
