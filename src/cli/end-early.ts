import { constants } from "node:os";
import process from "node:process";

/** Ends the process at a signal, with 128 plus its number. */
export const endEarly = (signal: NodeJS.Signals): never => process.exit(128 + constants.signals[signal]);

/**
 * Process 1 of a container has no default reactions to signals, so without this it could not be stopped until a command
 * takes the signals itself. Other processes keep the default reactions.
 */
export function endOnSignals(): void {
  if (process.pid !== 1) return;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, endEarly);
}
