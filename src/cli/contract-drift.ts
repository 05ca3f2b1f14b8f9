import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { driftText, type KnownDrift } from "../../contract-tests/judge/known-drift.js";
import type { Report } from "../../contract-tests/report/report.js";
import { environmentVariable } from "../config.js";
import { CliError } from "./exit.js";
import { print } from "./print.js";

/** Looks before the run whether the file of `--write-drift` can be written. @throws CliError */
export function canWriteDrift(file: string): void {
  try {
    if (existsSync(file) && statSync(file).isDirectory()) throw new Error("it is a folder");
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK);
  } catch (error) {
    throw new CliError(`--write-drift: cannot write ${file}: ${(error as Error).message}`);
  }
}

/** Writes what differs in a run as a file for `--known-drift`. */
export function writeDrift(file: string, { clauses }: Report, known: readonly KnownDrift[]): void {
  writeFileSync(file, driftText(clauses, known, environmentVariable("USER") ?? "nobody yet"));
  print(`${file} written\n`);
}
