import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { packageFile } from "../../package-files.js";
import { type Ended, MAIN, Running } from "../../testing/emulator-process.js";
import { temporaryFolder } from "../../testing/temporary-folder.js";
import { installInto } from "../../testing/installed.js";

/** The module name by which fixtures import the helper. */
export const HELPER = "spi-emulator/vitest";
export const GLOBAL_SETUP = "spi-emulator/vitest/global-setup";

/** The result of a vitest run on fixtures. */
export interface VitestRun extends Ended {
  passed: number;
  failed: number;
  /** The messages of failed tests and files. */
  failures: string[];
}

/** Writes test files and runs vitest on them, optionally under `exec`. */
export async function runVitest(
  files: Record<string, string>,
  { config = {}, exec = false }: { config?: object; exec?: boolean } = {},
): Promise<VitestRun> {
  const root = temporaryFolder();
  installInto(root);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  const test = { include: ["*.test.ts"], pool: "threads", ...config };
  writeFileSync(join(root, "vitest.config.mjs"), `export default ${JSON.stringify({ test })};\n`);
  const report = join(root, "report.json");
  const vitest = packageFile("node_modules", "vitest", "vitest.mjs");
  const words = [vitest, "run", "--root", root, "--reporter=json", `--outputFile=${report}`];
  const before = exec ? [MAIN, "exec", "--no-lab", "--", process.execPath] : [];
  const ended = await new Running(process.execPath, [...before, ...words]).ended;
  return { ...ended, ...readReport(report) };
}

function readReport(file: string): Pick<VitestRun, "passed" | "failed" | "failures"> {
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  const failures = report.testResults.flatMap(({ message, assertionResults }) => [
    ...(message === "" ? [] : [message]),
    ...assertionResults.flatMap(({ failureMessages }) => failureMessages),
  ]);
  return { passed: report.numPassedTests, failed: report.numFailedTests, failures };
}

/** The part of vitest's JSON report that is read. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { message: string; assertionResults: { failureMessages: string[] }[] }[];
}
