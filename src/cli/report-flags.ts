import { accessSync, constants, mkdirSync } from "node:fs";
import { FORMATS } from "../../contract-tests/report/write.js";
import { CliError } from "./exit.js";

/** Makes the folder of the reports before the run, so that no run is lost because they cannot be written. @throws CliError */
export function canWriteIn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new CliError(`--report-dir: cannot write in ${folder}: ${(error as Error).message}`);
  }
}

/** The forms of `--report`. @throws CliError */
export function formatsOf(written: string | undefined): string[] {
  const formats = (written ?? "").split(",").filter((name) => name !== "");
  const unknown = formats.find((name) => !FORMATS.includes(name));
  if (unknown === undefined) return formats;
  throw new CliError(`--report: got ${JSON.stringify(unknown)}; accepted: ${FORMATS.join(", ")}`);
}
